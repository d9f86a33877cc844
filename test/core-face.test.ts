import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const sources = new URL('../packages/core/src/', import.meta.url);
const face = readFileSync(new URL('index.ts', sources), 'utf8');

test('everything that core exports says what one gets', () => {
  const exported = [...face.matchAll(/export (?:type )?\{([^}]*)\} from '\.\/([^']+)'/g)].flatMap(
    ([, names = '', file = '']) =>
      names
        .split(',')
        .map((name) => name.trim().replace(/^type /, ''))
        .filter((name) => name !== '')
        .map((name) => ({ name, file })),
  );
  expect(exported.length).toBeGreaterThan(150);
  const silent = exported.filter(({ name, file }) => {
    const text = readFileSync(new URL(file, sources), 'utf8');
    const declaration = `export (?:async )?(?:function|const|type|interface|class) ${name}\\b`;
    return !new RegExp(`\\*/\\s*${declaration}`).test(text);
  });
  expect(silent).toEqual([]);
});
