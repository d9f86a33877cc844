import { errorCatalogue } from '@credsweep/core';
import { globSync, readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';

const documentation = await readFile(new URL('../docs/errors.md', import.meta.url), 'utf8');
const sections = new Map(
  documentation
    .split(/^## /m)
    .slice(1)
    .map((section) => {
      const [heading = '', ...lines] = section.split('\n');
      return [/^`(\w+)`$/.exec(heading)?.[1] ?? heading, lines.join('\n').trim()];
    }),
);

test('every error code is given somewhere', () => {
  const repository = new URL('..', import.meta.url).pathname;
  const source = globSync('packages/*/src/**/*.ts', { cwd: repository })
    .filter((path) => !/(\.test|error-catalogue)\.ts$/.test(path))
    .map((path) => readFileSync(`${repository}${path}`, 'utf8'))
    .join('\n');
  const given = new Set([...source.matchAll(/'([a-z]+(?:_[a-z]+)*)'/g)].map(([, word]) => word));
  expect(Object.keys(errorCatalogue).filter((code) => !given.has(code))).toEqual([]);
});

describe('docs/errors.md', () => {
  test('has a section for each error code and for nothing else', () => {
    expect([...sections.keys()].toSorted()).toEqual(Object.keys(errorCatalogue).toSorted());
  });

  test.each(Object.entries(errorCatalogue))(
    'says of %s what it means, why, what to do, its exit code and whether it is tried again',
    (code, { exitCode, retryable }) => {
      const section = sections.get(code) ?? '';
      for (const part of ['**Usual causes**', '**What to do**', '**Exit code**'])
        expect(section).toContain(part);
      const [meaning = ''] = section.split('\n\n');
      expect(meaning.length).toBeGreaterThan(40);
      expect(section).toContain(`**Exit code** ${exitCode}`);
      expect(section).toMatch(retryable ? /Tried again/ : /Not tried again/);
    },
  );
});
