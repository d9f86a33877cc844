import { cp, glob, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { setVersion } from './set-version.ts';

const repository = fileURLToPath(new URL('../..', import.meta.url));
const { version } = JSON.parse(await readFile(join(repository, 'package.json'), 'utf8')) as {
  readonly version: string;
};

test('a version is set in every package, in the program and in the examples', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'credsweep-version-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const exclude = (path: string): boolean => path.includes('node_modules');
  for (const pattern of [
    'package.json',
    '{packages/*,bench,docs,release,test}/package.json',
    '{deploy/**/*,docs/*,docker-compose}.{json,md,yaml,yml}',
    'packages/cli/src/version.ts',
  ])
    for await (const file of glob(pattern, { cwd: repository, exclude }))
      await cp(join(repository, file), join(folder, file));

  const changed = await setVersion(folder, '9.8.7-rc.1');

  expect(changed).toEqual(
    expect.arrayContaining(['docker-compose.yml', 'package.json', 'packages/cli/src/version.ts']),
  );
  const manifests = changed.filter((file) => file.endsWith('package.json'));
  expect(manifests.length).toBeGreaterThan(13);
  for (const file of manifests) {
    const manifest = JSON.parse(await readFile(join(folder, file), 'utf8')) as {
      readonly version: string;
      readonly dependencies?: Readonly<Record<string, string>>;
      readonly devDependencies?: Readonly<Record<string, string>>;
    };
    expect(manifest.version, file).toBe('9.8.7-rc.1');
    for (const [name, range] of Object.entries({
      ...manifest.dependencies,
      ...manifest.devDependencies,
    }))
      if (/^(@credsweep\/.+|credsweep)$/.test(name))
        expect(range, `${file} ${name}`).toBe('9.8.7-rc.1');
  }
  for (const file of changed)
    expect(await readFile(join(folder, file), 'utf8'), file).not.toContain(`credsweep:${version}`);
  await expect(setVersion(folder, 'next')).rejects.toThrow('next is not a version');
});

test('one version stands everywhere', async () => {
  const program = await readFile(join(repository, 'packages/cli/src/version.ts'), 'utf8');
  expect(program).toContain(`version = '${version}'`);
  for await (const file of glob('{packages/*,bench,docs,release,test}/package.json', {
    cwd: repository,
  })) {
    const manifest = JSON.parse(await readFile(join(repository, file), 'utf8')) as {
      readonly version: string;
    };
    expect(manifest.version, file).toBe(version);
  }
});
