import { readFileSync, globSync } from 'node:fs';
import { PassThrough } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { createProgram } from 'credsweep/program';

const repository = fileURLToPath(new URL('../..', import.meta.url));

/** Hands a command line to the parser of the program, and gives the command that would run; throws what is wrong. */
export async function parseCommandLine(words: readonly string[]): Promise<string> {
  const silent = new PassThrough().resume();
  const program = createProgram(
    {
      argv: words,
      environment: {},
      workingFolder: repository,
      stdin: silent,
      stdout: silent,
      stderr: silent,
      onSignal: () => () => undefined,
      exit: (code) => {
        throw new Error(`exit ${code}`);
      },
    },
    () => undefined,
  );
  let ran: string | undefined;
  const disarm = (command: ReturnType<typeof createProgram>, path: string): void => {
    for (const inner of command.commands) {
      const name = `${path}${inner.name()}`;
      if (inner.commands.length === 0 || ['scan', 'report'].includes(name))
        inner.action(() => {
          ran = name;
        });
      disarm(inner, `${name} `);
    }
  };
  disarm(program, '');
  await program.parseAsync([...words], { from: 'user' });
  if (ran === undefined) throw new Error(`"${words.join(' ')}" is no command.`);
  return ran;
}

/** Whether the program reads an environment variable; those of AWS are read by its SDK. */
export function isVariableRead(name: string): boolean {
  return name.startsWith('AWS_') || sources.some((source) => source.includes(`'${name}'`));
}

const sources = globSync('packages/*/src/**/*.ts', { cwd: repository })
  .filter((path) => !/\.test\.ts$|\/testing\//.test(path) && !path.includes('testkit'))
  .map((path) => readFileSync(`${repository}${path}`, 'utf8'));
