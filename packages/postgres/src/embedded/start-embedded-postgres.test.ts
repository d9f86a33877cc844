import { chmodSync, mkdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { makeTestFolder, queryOnce, readDataFolder } from './embedded-test-folder.ts';
import { startEmbeddedPostgres } from './start-embedded-postgres.ts';

const settings = { fsync: 'off' };

describe('the embedded server', { timeout: 60_000 }, () => {
  test('is up in a few seconds at first, in under two seconds again, and keeps its data and its url', async () => {
    const folder = makeTestFolder();
    const progress: string[] = [];
    let startedAt = performance.now();
    const first = await folder.start({ onProgress: (message) => progress.push(message) });
    expect(performance.now() - startedAt).toBeLessThan(20_000);
    expect(first).toMatchObject({
      startedHere: true,
      version: expect.stringMatching(/^\d+\.\d+$/),
    });
    expect(progress).toEqual([
      expect.stringContaining('Creating'),
      expect.stringContaining('Starting'),
    ]);
    await queryOnce(first.url, 'create table kept as select 42 as answer');
    await first.close();
    expect(folder.findLeftovers()).toEqual([]);

    // The fastest of three, because the machine may be busy with something else.
    const tookMs: number[] = [];
    for (let restart = 0; restart < 3; restart += 1) {
      startedAt = performance.now();
      const again = await folder.start();
      tookMs.push(performance.now() - startedAt);
      expect(await queryOnce(again.url, 'select answer from kept')).toEqual({ answer: 42 });
      expect(again.url).toBe(first.url);
      await again.close();
    }
    expect(Math.min(...tookMs)).toBeLessThan(2000);
  });

  test('listens on loopback only, in UTF-8 and UTC, and asks for a password that others cannot read', async () => {
    const folder = makeTestFolder();
    const server = await folder.start({ settings: { ...settings, work_mem: '5MB' } });
    const found = await queryOnce(
      server.url,
      `select current_database() as db, current_setting('listen_addresses') as listens, current_setting('timezone') as zone,
              current_setting('server_encoding') as encoding, current_setting('max_connections') as connections,
              current_setting('unix_socket_directories') as sockets, current_setting('work_mem') as memory,
              (select datlocale from pg_database where datname = current_database()) as locale,
              (select left(rolpassword, 5) from pg_authid where rolname = current_user) as password`,
    );
    expect(found).toEqual({
      db: 'credsweep',
      listens: '127.0.0.1',
      zone: 'UTC',
      encoding: 'UTF8',
      connections: '200',
      sockets: '',
      memory: '5MB',
      locale: 'C.UTF-8',
      password: 'SCRAM',
    });
    const wrong = new URL(server.url);
    wrong.password = 'wrong';
    await expect(queryOnce(wrong.href, 'select 1')).rejects.toThrow(
      'password authentication failed',
    );
    const password = statSync(join(folder.home, 'postgres-18', 'password'));
    expect([password.mode & 0o777, password.uid]).toEqual([0o600, process.getuid?.()]);
    await server.close();
  });

  test('refuses data of another major version, and leaves it alone', async () => {
    const { home } = makeTestFolder();
    mkdirSync(join(home, 'postgres-17', 'data'), { recursive: true });
    chmodSync(home, 0o755);
    await expect(startEmbeddedPostgres({ home, settings })).rejects.toMatchObject({
      code: 'embedded_postgres_data_incompatible',
      message: expect.stringMatching(
        /made by PostgreSQL 17, and this program brings PostgreSQL 18/,
      ),
    });
    expect(statSync(join(home, 'postgres-17', 'data')).isDirectory()).toBe(true);
  });

  test.each([
    [
      'without its version file',
      (data: string) => rmSync(join(data, 'PG_VERSION')),
      /PG_VERSION is missing/,
    ],
    [
      'marked as another version',
      (data: string) => writeFileSync(join(data, 'PG_VERSION'), '17\n'),
      /made by PostgreSQL 17/,
    ],
    [
      'with an unreadable control file',
      (data: string) => writeFileSync(join(data, 'global', 'pg_control'), 'x'.repeat(8192)),
      /log ends with/,
    ],
    [
      'without its log of changes',
      (data: string) => renameSync(join(data, 'pg_wal'), join(data, 'pg_wal_away')),
      /log ends with/,
    ],
  ])('refuses data %s, and leaves it alone', async (_name, damage, complaint) => {
    const folder = makeTestFolder();
    await (await folder.start({ settings })).close();
    const data = join(readDataFolder(folder.home), 'postgres-18', 'data');
    damage(data);
    await expect(folder.start({ settings })).rejects.toMatchObject({
      code: 'embedded_postgres_data_incompatible',
      message: expect.stringMatching(complaint),
    });
    expect(statSync(join(data, 'base')).isDirectory()).toBe(true);
    expect(await folder.waitForNothing()).toEqual([]);
  });

  test('says why it does not start, with the last lines of its log', async () => {
    const folder = makeTestFolder();
    const start = folder.start({ settings: { ...settings, shared_buffers: 'plenty' } });
    await expect(start).rejects.toMatchObject({
      code: 'embedded_postgres_unavailable',
      message: expect.stringMatching(
        /did not start.*Usual cause.*DATABASE_URL.*invalid value for parameter "shared_buffers"/s,
      ),
    });
    expect(await folder.waitForNothing()).toEqual([]);
  });

  test('says that a data folder cannot be written', async () => {
    const { home } = makeTestFolder();
    writeFileSync(home, 'a file');
    await expect(startEmbeddedPostgres({ home: join(home, 'inside') })).rejects.toMatchObject({
      code: 'embedded_postgres_unavailable',
      message: expect.stringContaining('cannot be written'),
    });
  });
});
