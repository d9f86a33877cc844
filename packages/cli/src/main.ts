import { runCli } from './run-cli.ts';

/** The only place that reads the environment and ends the process. */
process.exitCode = await runCli({
  argv: process.argv.slice(2),
  environment: process.env,
  workingFolder: process.cwd(),
  stdin: process.stdin,
  stdout: process.stdout,
  stderr: process.stderr,
  exit: (exitCode) => process.exit(exitCode),
  onSignal: (listener) => {
    const signals = ['SIGINT', 'SIGTERM'] as const;
    const listeners = signals.map((signal) => ({ signal, listen: () => listener(signal) }));
    for (const { signal, listen } of listeners) process.on(signal, listen);
    return () => {
      for (const { signal, listen } of listeners) process.off(signal, listen);
    };
  },
});
