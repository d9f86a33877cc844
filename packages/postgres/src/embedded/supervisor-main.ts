import { superviseServer } from './supervise-server.ts';

/*
 * The program of the supervisor: `node supervisor-main.ts HOME SETTINGS_JSON`. It is started detached, in a session of
 * its own, so that Ctrl-C in the terminal of its first user does not reach it. Its standard input is that user.
 */
const [, , home = '', settings = '{}'] = process.argv;
const abandoned = new AbortController();
const interrupted = new AbortController();

process.title = 'credsweep-postgres-supervisor';
// Folders made here must be what their modes say, whatever the first user's umask.
process.umask(0o022);
for (const event of ['end', 'close', 'error']) process.stdin.on(event, () => abandoned.abort());
process.stdin.resume();
for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.on(signal, () => {
    abandoned.abort();
    interrupted.abort();
  });
}
process.on('SIGHUP', () => undefined);

await superviseServer({
  home,
  settings: JSON.parse(settings) as Record<string, string>,
  abandoned: abandoned.signal,
  interrupted: interrupted.signal,
});
process.exit(0);
