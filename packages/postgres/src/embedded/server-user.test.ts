import { spawnSync } from 'node:child_process';
import {
  chownSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  rmSync,
  statSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { makeTestFolder, queryOnce, readDataFolder } from './embedded-test-folder.ts';
import { prepareServerBinaries } from './server-binaries.ts';
import { findServerPackage } from './server-package.ts';
import { chooseServerUser } from './server-user.ts';
import { startEmbeddedPostgres } from './start-embedded-postgres.ts';

const isRoot = process.getuid?.() === 0;
const settings = { fsync: 'off' };

describe('the libraries of the binaries', { timeout: 60_000 }, () => {
  test('are linked where no install script has done it', () => {
    const folder = dirname(makeTestFolder().home);
    const source = findServerPackage();
    cpSync(dirname(source.native), join(folder, 'package'), {
      recursive: true,
      verbatimSymlinks: true,
    });
    const native = join(folder, 'package', 'native');
    for (const name of readdirSync(join(native, 'lib'))) {
      if (lstatSync(join(native, 'lib', name)).isSymbolicLink()) rmSync(join(native, 'lib', name));
    }
    const { postgres, initdb } = prepareServerBinaries({ ...source, native }, folder, null);
    expect(postgres).toBe(join(native, 'bin', 'postgres'));
    expect(spawnSync(initdb, ['--version']).status).toBe(0);
  });
});

test('an ordinary user runs the server itself, and root has another user run it', () => {
  expect(chooseServerUser(null) === null).toBe(!isRoot);
});

describe.runIf(isRoot)('root', { timeout: 60_000 }, () => {
  test('has the server run by another user, with the data in the data folder if that user can enter it', async () => {
    const { home } = makeTestFolder();
    const server = await startEmbeddedPostgres({ home, settings });
    const data = statSync(join(home, 'postgres-18', 'data'));
    expect(data.uid).toBe(chooseServerUser(null)?.uid);
    expect(data.uid).not.toBe(0);
    await server.close();
  });

  test('puts the data where the server user can reach it, if the data folder is closed to others', async () => {
    const folder = makeTestFolder({ closedToOthers: true });
    const server = await folder.start({ settings });
    await queryOnce(server.url, 'create table kept as select 42 as answer');
    await server.close();
    expect(readDataFolder(folder.home)).toMatch(/^\/var\/lib\/credsweep\/[0-9a-f]{16}$/);
    expect(existsSync(join(folder.home, 'postgres-18'))).toBe(false);
    expect(statSync(dirname(folder.home)).mode & 0o777).toBe(0o700);
    const again = await folder.start({ settings });
    expect(await queryOnce(again.url, 'select answer from kept')).toEqual({ answer: 42 });
    await again.close();
    expect(folder.findLeftovers()).toEqual([]);
  });

  test('does not begin anew in silence when that data is gone', async () => {
    const { home } = makeTestFolder({ closedToOthers: true });
    await (await startEmbeddedPostgres({ home, settings })).close();
    rmSync(readDataFolder(home), { recursive: true });
    await expect(startEmbeddedPostgres({ home, settings })).rejects.toMatchObject({
      code: 'embedded_postgres_data_incompatible',
      message: expect.stringMatching(/no longer exists.*delete .*location\.json/s),
    });
  });

  test('copies binaries that the server user cannot reach, once', () => {
    const open = dirname(makeTestFolder().home);
    const closed = dirname(makeTestFolder({ closedToOthers: true }).home);
    const source = findServerPackage();
    cpSync(source.native, join(closed, 'native'), { recursive: true, verbatimSymlinks: true });
    const hidden = { ...source, native: join(closed, 'native') };
    const user = chooseServerUser(null);
    const { postgres } = prepareServerBinaries(hidden, open, user);
    expect(postgres).toBe(join(open, `binaries-${source.version}`, 'bin', 'postgres'));
    const copiedAt = statSync(postgres).ctimeMs;
    expect(statSync(prepareServerBinaries(hidden, open, user).postgres).ctimeMs).toBe(copiedAt);
    expect(readdirSync(open).filter((name) => name.startsWith('.'))).toEqual([]);
  });

  test('lets the owner of existing data run the server', () => {
    const folder = join(dirname(makeTestFolder().home), 'data');
    mkdirSync(folder);
    chownSync(folder, 65_534, 65_534);
    expect(chooseServerUser(folder)?.uid).toBe(65_534);
  });
});
