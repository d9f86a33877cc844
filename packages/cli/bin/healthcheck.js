// The health check of the container image: asks the process that the container was started with for /healthz, at
// the port of its --http-port, or at that of the web service. Without one there is nothing to ask, and a process that
// runs is healthy.
import { readFileSync } from 'node:fs';
import { get } from 'node:http';

const commandLine = process.argv[2] ?? '/proc/1/cmdline';
const words = readFileSync(commandLine, 'utf8').split('\0');
if (words.includes('serve')) ask(readFlag('--host'), readFlag('--port') ?? '8640');
else {
  const portGiven = readFlag('--http-port');
  if (portGiven !== undefined) ask(readFlag('--http-host'), portGiven);
}

/** @param {string} flag */
function readFlag(flag) {
  const index = words.findLastIndex((word) => word === flag || word.startsWith(`${flag}=`));
  const word = words[index];
  return word === flag ? words[index + 1] : word?.slice(flag.length + 1);
}

/**
 * @param {string | undefined} host
 * @param {string} port
 */
function ask(host, port) {
  const isAny = host === undefined || host === '0.0.0.0' || host === '::';
  const request = get(
    { host: isAny ? '127.0.0.1' : host, port, path: '/healthz', timeout: 4000 },
    (reply) => {
      reply.resume();
      if (reply.statusCode === 200) return;
      console.error(`/healthz answers ${reply.statusCode}`);
      process.exitCode = 1;
    },
  );
  request.on('timeout', () => request.destroy(new Error('no answer within 4 s')));
  request.on('error', (error) => {
    console.error(`/healthz at port ${port}: ${error.message}`);
    process.exitCode = 1;
  });
}
