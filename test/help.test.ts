import { createProgram } from 'credsweep/program';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { PassThrough } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { parseCommandLine } from './deploy/parse-command-line.ts';

type Program = ReturnType<typeof createProgram>;

const written = new PassThrough({ encoding: 'utf8' });
const program = createProgram(
  {
    argv: [],
    environment: {},
    workingFolder: tmpdir(),
    stdin: new PassThrough(),
    stdout: written,
    stderr: written,
    onSignal: () => () => undefined,
    exit: (code) => {
      throw new Error(`exit ${code}`);
    },
  },
  () => undefined,
);
const helpTexts = new Map(listCommands(program, 'credsweep'));

describe('the help', () => {
  test.each([...helpTexts].map(([name, help]) => ({ name, help })))(
    'of $name says what it does, and has examples',
    ({ name, help }) => {
      expect(help).toMatch(new RegExp(`^Usage: ${name}\\b`));
      expect(help).toMatch(name === 'credsweep' ? /^Begin with:$/m : /^Examples:$/m);
      expect(help).not.toMatch(/undefined|TODO/);
    },
  );

  const examples = [...helpTexts].flatMap(([name, help]) =>
    listExamples(help).map((line) => ({ name, line })),
  );

  test('has examples for every command', () => {
    expect(helpTexts.size).toBeGreaterThan(28);
    expect(examples.length).toBeGreaterThan(50);
  });

  test.each(examples)('of $name shows what can be typed: $line', async ({ line }) => {
    expect(await parseCommandLine(splitWords(line))).not.toBe('');
  });

  test('writes a flag the same way everywhere', () => {
    const ways = new Map<string, Set<string>>();
    const visit = (command: Program): void => {
      for (const { long, flags } of command.options)
        ways.set(long ?? flags, (ways.get(long ?? flags) ?? new Set()).add(flags));
      for (const inner of command.commands) visit(inner);
    };
    visit(program);
    expect(ways.size).toBeGreaterThan(40);
    expect([...ways.values()].filter((flags) => flags.size > 1)).toEqual([]);
  });
});

test('every command of the README can be typed', async () => {
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
  const lines = [...readme.matchAll(/^ {4}npx (credsweep [^\n]*)$/gm)].map(([, line = '']) => line);
  expect(lines.length).toBeGreaterThan(25);
  for (const line of lines)
    expect(await parseCommandLine(splitWords(line.replace(/ [#>] ?.*$/, ''))), line).not.toBe('');
});

test('help answers before anything heavy is loaded', () => {
  const told = `data:text/javascript,${encodeURIComponent(tellOfModules)}`;
  const bin = fileURLToPath(new URL('../packages/cli/bin/credsweep.js', import.meta.url));
  const { stderr, stdout } = spawnSync(
    process.execPath,
    ['--import', told, bin, 'scan', '--help'],
    // Without what npm tells the programs that it runs, such as this test.
    { encoding: 'utf8', env: { PATH: process.env['PATH'] ?? '' } },
  );
  expect(stdout).toMatch(/^Usage: credsweep scan/);
  expect(stderr).toMatch(/commander/);
  expect(stderr).not.toMatch(/\/(zod|pg|bullmq|yaml|@inquirer|@aws-sdk)\/|packages\/(?!cli\/)/);
});

/** Says on stderr which modules a process loads. */
const tellOfModules = `
import { registerHooks } from 'node:module';
registerHooks({
  load(url, context, next) {
    process.stderr.write(url + '\\n');
    return next(url, context);
  },
});`;

function listCommands(command: Program, name: string): readonly (readonly [string, string])[] {
  written.read();
  command.outputHelp();
  const help = String(written.read());
  const inner = command.commands.filter((one) => one.name() !== 'complete');
  return [[name, help], ...inner.flatMap((one) => listCommands(one, `${name} ${one.name()}`))];
}

/** The command lines of the examples, without remarks, pipes and what stands before. */
function listExamples(help: string): readonly string[] {
  const [, examples = ''] = /^Examples:\n((?: {2}.*\n?)+)/m.exec(help) ?? [];
  return examples.split('\n').flatMap((line) => {
    const [, found] = /\b(credsweep (?:"[^"]*"|[^\s"()>|]| (?! ))*)/.exec(line) ?? [];
    return found === undefined ? [] : [found.trim()];
  });
}

function splitWords(line: string): readonly string[] {
  const words = line.match(/(?:'[^']*'|"[^"]*"|[^\s'"])+/g) ?? [];
  return words.slice(1).map((word) => word.replaceAll(/['"]/g, ''));
}
