import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { parseYaml } from './parse-yaml.ts';

const schema = z.strictObject({
  days: z.int().min(0).optional(),
  units: z.array(z.strictObject({ id: z.string(), size: z.number().optional() })).optional(),
});

/** The problems found, none for a file that can be used. */
function problems(yaml: string): readonly string[] {
  const parsed = parseYaml(yaml, schema);
  return parsed.ok ? [] : parsed.problems;
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
    ['a text', 'sixty days', /^Invalid input: expected object, received string$/],
    ['a list', '- days: 60', /^Invalid input: expected object, received array$/],
    ['a truth value', 'false', /^Invalid input: expected object, received boolean$/],
    ['a setting twice', 'days: 1\ndays: 2', /^line 2: Map keys must be unique$/],
    ['broken YAML', 'days: 1\nunits: [', /^line 2: /],
    ['two documents', 'days: 1\n---\ndays: 2', /^line 2: .*multiple documents/],
    ['an alias of nothing', 'days: *days', /Unresolved alias/],
    ['a wrong value', '\n\ndays: -1', /^line 3: days: /],
    [
      'a wrong value deep inside',
      'units:\n  - id: x\n  - id: 7',
      /^line 3: units\.1\.id: .*expected string, received number/,
    ],
    ['a value that is missing', 'units:\n  - id: x\n  - size: 7', /^line 3: units\.1\.id: /],
    ['an unknown setting', 'days: 1\nyears: 2', /^line 2: years: there is no such setting$/],
    [
      'an unknown setting without a value',
      'days: 1\nyears:',
      /^line 2: years: there is no such setting$/,
    ],
    [
      'an unknown setting deep inside',
      'units:\n  - id: x\n    colour: red',
      /^line 3: units\.0\.colour: there is no such setting$/,
    ],
    [
      'a setting named __proto__',
      '__proto__: {days: 1}',
      /^line 1: __proto__: there is no such setting$/,
    ],
  ])('%s is one problem', (_name, yaml, problem) => {
    const [only, ...others] = problems(yaml);
    expect(others).toEqual([]);
    expect(only).toMatch(problem);
  });

  it('tells all that is wrong at once, of values', () => {
    expect(problems('days: -1\nunits: [{id: 1}, {}]\nyears: 2\nmonths: 3')).toHaveLength(5);
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
