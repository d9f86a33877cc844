import { startRedisServer } from '@credsweep/testkit';
import { Redis } from 'ioredis';

/** What a Redis has done since it began. */
export type RedisFigures = {
  /** Threads, forks, user and system, in milliseconds. */
  readonly cpuMs: number;
  /** Commands by name; those that scripts run are counted, too. */
  readonly commands: Readonly<Record<string, number>>;
  readonly peakMb: number;
};

/** The Redis that the queue is measured on, as durable as docker-compose.yml has it. */
export interface BenchRedis {
  readonly url: string;
  readonly version: string;
  readFigures(): Promise<RedisFigures>;
  stop(): Promise<void>;
}

/** Starts a Redis; null where the machine has no `redis-server`. */
export async function startRedis(): Promise<BenchRedis | null> {
  const server = await startRedisServer(['--appendfsync', 'everysec']);
  if (server === null) return null;
  const client = new Redis(server.url);
  const readInfo = async (): Promise<ReadonlyMap<string, string>> =>
    parseInfo(await client.info('everything'));
  return {
    url: server.url,
    version: (await readInfo()).get('redis_version') ?? 'unknown',
    async readFigures() {
      const info = await readInfo();
      const read = (name: string): number => Number(info.get(name) ?? 0);
      const cpuSeconds = [
        'used_cpu_sys',
        'used_cpu_user',
        'used_cpu_sys_children',
        'used_cpu_user_children',
      ].map(read);
      return {
        cpuMs: cpuSeconds.reduce((sum, seconds) => sum + seconds, 0) * 1000,
        commands: readCommands(info),
        peakMb: read('used_memory_peak') / 1_048_576,
      };
    },
    async stop() {
      client.disconnect();
      await server.stop();
    },
  };
}

function parseInfo(text: string): ReadonlyMap<string, string> {
  const lines = text.split('\r\n').filter((line) => line.includes(':'));
  return new Map(
    lines.map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1)]),
  );
}

/** Lines such as `cmdstat_evalsha:calls=12,usec=…`. */
function readCommands(info: ReadonlyMap<string, string>): Readonly<Record<string, number>> {
  const prefix = 'cmdstat_';
  return Object.fromEntries(
    [...info]
      .filter(([name]) => name.startsWith(prefix))
      .map(([name, value]) => [
        name.slice(prefix.length),
        Number(/calls=(\d+)/.exec(value)?.[1] ?? 0),
      ]),
  );
}
