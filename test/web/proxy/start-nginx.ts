import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { findFreePort } from '@credsweep/testkit';
import { publicHost, writeNginxConf, type ProxyPlaces } from './nginx-conf.ts';

const program = '/usr/sbin/nginx';
const hint =
  'The tests of the web service behind a proxy need nginx and openssl: apt-get install -y nginx openssl';

/** Whether nginx is there; without it the tests are skipped, which is told, but never where `CI` is set. */
export const hasNginx = existsSync(program);
if (!hasNginx) {
  if (process.env['CI'] !== undefined) throw new Error(hint);
  process.stderr.write(`\nSkipped. ${hint}\n\n`);
}

/** An nginx that runs. */
export type RunningProxy = ProxyPlaces & {
  /** The certificate of all its servers. */
  readonly certificate: string;
  stop(): Promise<void>;
};

/** Starts nginx before a web service. Who logs in has the name as password. */
export async function startNginx(servicePort: number): Promise<RunningProxy> {
  const folder = await mkdtemp(join(tmpdir(), 'credsweep-nginx-'));
  const places = {
    folder,
    servicePort,
    loginPort: await findFreePort(),
    tokenPort: await findFreePort(),
    edgePort: await findFreePort(),
  };
  await promisify(execFile)('openssl', [
    ...'req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2'.split(' '),
    '-subj',
    `/CN=${publicHost}`,
    '-addext',
    `subjectAltName=DNS:${publicHost}`,
    '-keyout',
    join(folder, 'key.pem'),
    '-out',
    join(folder, 'certificate.pem'),
  ]);
  await writeFile(join(folder, 'passwords'), 'ann:{PLAIN}ann\nbob:{PLAIN}bob\n');
  await writeFile(join(folder, 'nginx.conf'), writeNginxConf(places));
  const child = spawn(program, ['-p', folder, '-c', join(folder, 'nginx.conf')], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let told = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (told += text));
  const ended = once(child, 'exit');
  const stop = async (): Promise<void> => {
    child.kill('SIGTERM');
    await ended;
    await rm(folder, { recursive: true });
  };
  for (let tries = 0; !(await isOpen(places.edgePort)); tries += 1) {
    if (tries === 100 || child.exitCode !== null) {
      await stop();
      throw new Error(`nginx does not listen: ${told}`);
    }
    await pause(50);
  }
  return {
    ...places,
    certificate: await readFile(join(folder, 'certificate.pem'), 'utf8'),
    stop,
  };
}

async function isOpen(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  const isConnected = await once(socket, 'connect').then(
    () => true,
    () => false,
  );
  socket.destroy();
  return isConnected;
}
