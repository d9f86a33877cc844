import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { openHomeFolder } from './home-folder.ts';
import { makeFolder } from './make-folder.ts';

test('a folder is made with those around it, once', () => {
  const path = join(makeScratch(), 'with blanks and ünï', 'b', 'c');
  expect(makeFolder(path)).toBe(true);
  expect(statSync(path).isDirectory()).toBe(true);
  expect(makeFolder(path)).toBe(false);
});

test.each([
  ['a file is in its place', () => writeIn(makeScratch(), 'a-file')],
  ['a file is on the way', () => join(writeIn(makeScratch(), 'a-file'), 'below')],
  // Node's own recursive mkdir would never end here.
  ['the system makes no folders', () => (process.platform === 'linux' ? '/proc/x/y' : '/dev/x/y')],
])('where %s, there is an error at once, and for a data folder what to do', (_what, choose) => {
  const path = choose();
  expect(() => makeFolder(path)).toThrow();
  expect(() => openHomeFolder(path)).toThrow(
    /data folder .* cannot be written: .* set CREDSWEEP_HOME to a folder of your own/,
  );
});

function makeScratch(): string {
  const folder = mkdtempSync(join(tmpdir(), 'credsweep-folder-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}

function writeIn(folder: string, name: string): string {
  writeFileSync(join(folder, name), '');
  return join(folder, name);
}
