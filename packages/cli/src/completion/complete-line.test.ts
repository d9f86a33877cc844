import { reportViewNames } from '@credsweep/core';
import { PassThrough } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { createProgram } from '../program.ts';
import { completeLine } from './complete-line.ts';
import { mayBeValues } from './value-hints.ts';

const program = createProgram(
  {
    argv: [],
    environment: {},
    workingFolder: '/',
    stdin: new PassThrough(),
    stdout: new PassThrough(),
    stderr: new PassThrough(),
    onSignal: () => () => undefined,
    exit: (code) => {
      throw new Error(`exit ${code}`);
    },
  },
  () => undefined,
);

const complete = (...words: string[]): ReturnType<typeof completeLine> =>
  completeLine(program, words);
const valuesOf = (...words: string[]): readonly string[] =>
  complete(...words).candidates.map(({ value }) => value);

describe('a line is completed with', () => {
  test('the commands, and not with what is hidden', () => {
    expect(valuesOf('')).toEqual(
      program.commands
        .map((c) => c.name())
        .filter(isShown)
        .concat('help'),
    );
    expect(valuesOf('re')).toEqual(['report']);
  });

  test.each<{ readonly words: readonly string[]; readonly values: readonly string[] }>([
    { words: ['alerts', 'ex'], values: ['exempt', 'exemptions'] },
    { words: ['scan', ''], values: ['cancel'] },
    { words: ['scan', '--ow'], values: ['--owner-tag', '--owner-account-tag', '--owner-map'] },
    { words: ['report', '--format', 'j'], values: ['json'] },
    { words: ['report', '--format=n'], values: ['ndjson'] },
    {
      words: ['report', 'diff', '--format', ''],
      values: ['table', 'json', 'markdown', 'csv', 'ndjson'],
    },
    {
      words: ['report', '--table', 'aws_staleuser_'],
      values: ['aws_staleuser_details', 'aws_staleuser_summary'],
    },
    { words: ['report', 'diff', 'p'], values: ['previous'] },
    { words: ['scan', '--key-ids', ''], values: ['flagged', 'all'] },
    { words: ['scan', '--fail-on', 'stale-users', 'new'], values: ['new-high-risk-keys'] },
    { words: ['scan', '--fail-on', 'stale-users', '--detach', '--form'], values: ['--format'] },
    { words: ['scan', '--ou', 'alerts', '--exc'], values: ['--exclude'] },
    { words: ['worker', '--log-level', 'd'], values: ['debug'] },
    { words: ['roles', ''], values: ['cloudformation', 'terraform', 'iam-json'] },
    { words: ['completion', ''], values: ['bash', 'zsh', 'fish'] },
    { words: ['init', '--alert-channel=s'], values: ['slack', 'sns'] },
    { words: ['nonsense', 'sc'], values: [] },
    { words: ['scan', '--nonsense=x'], values: [] },
    { words: ['scan', '--', '--for'], values: [] },
  ])('$values after $words', ({ words, values }) => {
    expect(complete(...words)).toMatchObject({ paths: 'none' });
    expect(valuesOf(...words)).toEqual(values);
  });

  test.each([
    { words: ['scan', '--out', ''], paths: 'folders', values: [] },
    { words: ['scan', '--from-reports=re'], paths: 'folders', values: [] },
    { words: ['scan', '--owner-map', ''], paths: 'files', values: [] },
    { words: ['scan', '--policy', 'c'], paths: 'files', values: ['cis'] },
  ])('$paths after $words', ({ words, paths, values }) => {
    expect(complete(...words).paths).toBe(paths);
    expect(valuesOf(...words)).toEqual(values);
  });
});

test('every command, flag and choice of the program is offered', () => {
  let seen = 0;
  const visit = (command: typeof program, path: readonly string[]): void => {
    for (const option of command.options) {
      expect(valuesOf(...path, option.long ?? '')).toContain(option.long);
      if (option.isBoolean()) continue;
      seen += 1;
      expect(valuesOf(...path, option.long ?? '', '')).toEqual(mayBeValues(option).values);
      for (const choice of option.argChoices ?? [])
        expect(valuesOf(...path, `${option.long}=${choice}`)).toContain(choice);
    }
    for (const inner of command.commands.filter((one) => isShown(one.name()))) {
      expect(valuesOf(...path, inner.name())).toContain(inner.name());
      visit(inner, [...path, inner.name()]);
    }
  };
  visit(program, []);
  expect(seen).toBeGreaterThan(60);
});

test('flags that take files, folders, presets or views say so by their placeholder', () => {
  const report = program.commands.find((command) => command.name() === 'report');
  const table = report?.options.find(({ long }) => long === '--table');
  expect(table === undefined ? null : mayBeValues(table).values).toEqual(reportViewNames);
});

function isShown(name: string): boolean {
  return name !== 'complete';
}
