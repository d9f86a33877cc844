/** What Redis tells by `INFO`: fields by name, such as `redis_version`. */
export type RedisInfo = ReadonlyMap<string, string>;

/** Reads the answer to `INFO`. */
export function parseRedisInfo(text: string): RedisInfo {
  return new Map(
    text
      .split(/\r?\n/)
      .filter((line) => line.includes(':') && !line.startsWith('#'))
      .map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1)]),
  );
}

/** Gives why this Redis cannot hold the queue, or null. */
export function findRedisObstacle(info: RedisInfo): string | null {
  const version = info.get('redis_version') ?? '';
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (version !== '' && (major < 6 || (major === 6 && minor < 2)))
    return `it has version ${version}, and 6.2 or later is needed`;
  if (info.get('redis_mode') === 'cluster') return 'it is a Redis Cluster; use a single primary';
  if (info.get('role') === 'slave') return 'it is a replica; use its primary';
  return null;
}
