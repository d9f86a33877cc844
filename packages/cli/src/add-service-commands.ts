import { Option, type Command } from 'commander';
import { collect } from './collect-values.ts';
import { showExamples } from './help-examples.ts';
import type { Terminal } from './terminal.ts';

/** Adds `credsweep worker` and `credsweep serve`, which run until they are stopped. */
export function addServiceCommands(
  program: Command,
  terminal: Terminal,
  exitWith: (code: number) => void,
): void {
  const worker = program
    .command('worker')
    .description('work on the scans of a database until stopped; run as many as you like')
    .option('--concurrency <n>', 'accounts read at the same time (default: 16)')
    .option(
      '--max-concurrent-accounts <n>',
      'accounts read at the same time by all workers together; 0 for no such cap',
    )
    .option('--grace-seconds <n>', 'time to stop in after SIGTERM or Ctrl-C', '20')
    .addOption(
      new Option('--log-level <level>', 'what to log')
        .choices(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'])
        .default('info'),
    )
    .option('--http-port <port>', 'serve /healthz, /readyz and /metrics on this port')
    .option('--http-host <host>', 'address to serve them on', '127.0.0.1')
    .action(async (options) =>
      exitWith(await (await import('./commands/worker.ts')).runWorkerCommand(terminal, options)),
    );
  showExamples(worker, [
    'credsweep worker --http-port 8080',
    ['credsweep worker --concurrency 64 --max-concurrent-accounts 200', 'no more than 200 in all'],
  ]).addHelpText('after', workerNotes);

  const serve = program
    .command('serve')
    .description('serve pages and a JSON API, live from the database, until stopped')
    .option('--host <host>', 'address to listen on', '127.0.0.1')
    .option('--port <port>', 'port to listen on', '8640')
    .option('--public-url <url>', 'where browsers find it, such as https://credsweep.example.com')
    .option(
      '--trusted-proxy <network>',
      'believe the X-Forwarded-For of this proxy (repeatable)',
      collect,
      [],
    )
    .option('--metrics-port <port>', 'serve /metrics, /healthz and /readyz on a port of their own')
    .option('--metrics-host <host>', 'address to serve them on', '127.0.0.1')
    .option('--grace-seconds <n>', 'time to stop in after SIGTERM or Ctrl-C', '10')
    .addOption(
      new Option('--log-level <level>', 'what to log')
        .choices(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'])
        .default('info'),
    )
    .action(async (options) =>
      exitWith(await (await import('./commands/serve.ts')).runServeCommand(terminal, options)),
    );
  showExamples(serve, [
    ['credsweep serve', 'for this machine, at http://127.0.0.1:8640'],
    ['credsweep serve --host 0.0.0.0 --port 80', 'for others, who need a token'],
    ['credsweep serve --metrics-port 9464', 'with numbers for Prometheus, at another port'],
  ]).addHelpText('after', serveNotes);
}

const workerNotes = `
It logs to stderr: JSON, or short lines on a terminal. At SIGTERM or Ctrl-C it hands its accounts back and ends with 0
within the grace time; at a second one it ends at once, and its accounts are taken over after half a minute.

The cap of --max-concurrent-accounts is kept in the queue: the worker that was started last decides for all.
OTEL_EXPORTER_OTLP_ENDPOINT names an OpenTelemetry collector to send traces of the jobs to.`;

const serveNotes = `
Who may use it stands in CREDSWEEP_WEB_TOKENS (name:role:token, separated by commas; role reader or operator), or in the
section "web" of credsweep.config.yaml, which can also trust a reverse proxy with a login of its own. Without either, a
token is made at start, the address to log in at is printed, and only this machine is served. docs/web.md tells more.

The port of --metrics-port asks for no token, and names no account, user or key: let Prometheus reach it, and nobody else.

Scans that are started here wait for a running "credsweep worker".`;
