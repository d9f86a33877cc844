import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { commandNames, nameCalls, tellingCalls } from './name-calls.ts';
import { createProgram } from './program.ts';
import type { Terminal } from './terminal.ts';

const byNpm = { environment: { npm_command: 'exec', npm_lifecycle_event: 'npx' } };
const directly = { environment: {} };

describe('a call of the program', () => {
  it.each([
    ['"credsweep status" lists them.', '"npx credsweep status" lists them.'],
    ['(credsweep scan --help tells more)', '(npx credsweep scan --help tells more)'],
    ['(credsweep --help tells more)', '(npx credsweep --help tells more)'],
    ['  credsweep doctor\n  credsweep scan\n', '  npx credsweep doctor\n  npx credsweep scan\n'],
    ['HOME=/a/credsweep credsweep report', 'HOME=/a/credsweep npx credsweep report'],
  ])('in %j is by npx where npm has started it', (text, named) => {
    expect(nameCalls(text, byNpm)).toBe(named);
    expect(nameCalls(named, byNpm)).toBe(named);
    expect(nameCalls(text, directly)).toBe(text);
  });

  it.each([
    'This is a fault of credsweep; please report it.',
    'credsweep starts an embedded PostgreSQL.',
    'user/credsweep scan',
    'credsweep.config.yaml cannot be used',
  ])('is not what %j has', (text) => {
    expect(nameCalls(text, byNpm)).toBe(text);
  });

  it('is known by every command', () => {
    const program = createProgram(terminalOf(directly.environment), () => undefined);
    const names = program
      .createHelp()
      .visibleCommands(program)
      .map((command) => command.name())
      .filter((name) => name !== 'help');
    expect([...commandNames]).toEqual(names.toSorted());
  });
});

it('what is told on stderr names calls, and stdout is left alone', async () => {
  const given = terminalOf(byNpm.environment);
  const told = tellingCalls(given);
  told.stderr.write('Go on with "credsweep scan --resume 7".\n');
  told.stdout.write('credsweep scan\n');
  expect((given.stderr as PassThrough).read()).toBe(
    'Go on with "npx credsweep scan --resume 7".\n',
  );
  expect((given.stdout as PassThrough).read()).toBe('credsweep scan\n');
});

function terminalOf(environment: Terminal['environment']): Terminal {
  return {
    argv: [],
    environment,
    workingFolder: '.',
    stdin: new PassThrough(),
    stdout: new PassThrough({ encoding: 'utf8' }),
    stderr: new PassThrough({ encoding: 'utf8' }),
    onSignal: () => () => undefined,
    exit: () => {
      throw new Error('not to be ended');
    },
  };
}
