import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { listProblems, parseYaml } from './parse-yaml.ts';

const schema = z.strictObject({
  days: z.int().min(0).optional(),
  units: z.array(z.strictObject({ id: z.string(), size: z.number().optional() })).optional(),
});

/** The problems found, none for a file that can be used. */
function problems(yaml: string): readonly string[] {
  const parsed = parseYaml(yaml, schema);
  return parsed.ok
    ? []
    : listProblems('f.yaml', parsed.problems)
        .split(/^ {2}|\n {2}/)
        .slice(1);
}

describe('parseYaml', () => {
  it.each([
    ['an empty file', '', {}],
    ['a comment', '# nothing yet', {}],
    ['null', '~', {}],
    ['values', 'days: 60\nunits:\n  - id: ou-1', { days: 60, units: [{ id: 'ou-1' }] }],
    ['JSON', '{"days": 60}', { days: 60 }],
    [
      'anchors',
      'days: &days 45\nunits: [{id: x, size: *days}]',
      { days: 45, units: [{ id: 'x', size: 45 }] },
    ],
    ['CRLF', 'days: 60\r\n', { days: 60 }],
  ])('%s can be read', (_name, yaml, value) => {
    expect(parseYaml(yaml, schema)).toEqual({ ok: true, value });
  });

  it.each([
    ['a text', 'sixty days', /^f\.yaml: the file is not a group of settings/],
    ['a list', '- days: 60', /^f\.yaml: the file is not a group of settings/],
    ['a truth value', 'false', /^f\.yaml: the file is not a group of settings/],
    ['a setting twice', 'days: 1\ndays: 2', /^f\.yaml:2:1: Map keys must be unique$/],
    ['broken YAML', 'days: 1\nunits: [', /^f\.yaml:2:9: /],
    ['two documents', 'days: 1\n---\ndays: 2', /^f\.yaml:2:1: .*multiple documents/],
    ['an alias of nothing', 'days: *days', /Unresolved alias/],
    ['a wrong value', '\n\ndays: -1', /^f\.yaml:3:7: days: is less than 0$/],
    [
      'a wrong value deep inside',
      'units:\n  - id: x\n  - id: 7',
      /^f\.yaml:3:9: units\.1\.id: is not a text: put it in quotes$/,
    ],
    [
      'a value that is missing',
      'units:\n  - id: x\n  - size: 7',
      /^f\.yaml:3:5: units\.1\.id: is missing$/,
    ],
    ['an unknown setting', 'days: 1\nyears: 2', /^f\.yaml:2:1: years: there is no such setting$/],
    [
      'an unknown setting without a value',
      'days: 1\nyears:',
      /^f\.yaml:2:1: years: there is no such setting$/,
    ],
    [
      'an unknown setting deep inside',
      'units:\n  - id: x\n    colour: red',
      /^f\.yaml:3:5: units\.0\.colour: there is no such setting$/,
    ],
    [
      'a slip of the finger',
      'dyas: 1',
      /^f\.yaml:1:1: dyas: there is no such setting \(Did you mean days\?\)$/,
    ],
    [
      'a slip of the finger deep inside',
      'units: [{ id: x, sise: 1 }]',
      /^f\.yaml:1:18: units\.0\.sise: there is no such setting \(Did you mean size\?\)$/,
    ],
    [
      'a setting named __proto__',
      '__proto__: {days: 1}',
      /^f\.yaml:1:1: __proto__: there is no such setting$/,
    ],
  ])('%s is one problem', (_name, yaml, problem) => {
    const [only, ...others] = problems(yaml);
    expect(others).toEqual([]);
    expect(only).toMatch(problem);
  });

  it('tells all that is wrong at once, of values', () => {
    expect(problems('days: -1\nunits: [{id: 1}, {}]\nyears: 2\nmonths: 3')).toHaveLength(5);
  });

  it('tells it in the order of the file', () => {
    const places = problems('years: 2\nunits: [{id: 1}, {}]\nmonths: 3\ndays: -1').map(
      (problem) => problem.split(': ')[0],
    );
    expect(places).toEqual([
      'f.yaml:1:1',
      'f.yaml:2:14',
      'f.yaml:2:18',
      'f.yaml:3:1',
      'f.yaml:4:7',
    ]);
  });

  it('tells all that is wrong at once, of syntax', () => {
    expect(problems('a: [1\nb: ]\n"').length).toBeGreaterThan(1);
  });

  it('refuses a bomb of aliases', () => {
    const levels = [...'abcdef'].map((name, index, names) => {
      const item = index === 0 ? '1' : `*${names[index - 1]}`;
      return `${name}: &${name} [${Array(9).fill(item).join(', ')}]`;
    });
    expect(problems(levels.join('\n'))).toEqual([expect.stringContaining('alias')]);
  });
});
