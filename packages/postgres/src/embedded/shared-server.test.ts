import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { makeTestFolder, queryOnce, readDataFolder } from './embedded-test-folder.ts';

const settings = { fsync: 'off' };

describe('a server that several processes share', { timeout: 60_000 }, () => {
  test('two first starts at once in an empty folder get the same server', async () => {
    const folder = makeTestFolder();
    const [one, other] = await Promise.all([folder.startUser(), folder.startUser()]);
    expect(one.url).toBe(other.url);
    expect(new Set([one.startedHere, other.startedHere])).toEqual(new Set([false, true]));
    expect(folder.serverPids()).toHaveLength(1);
  });

  test('stays while one user is left, and stops with the last one', async () => {
    const folder = makeTestFolder();
    const first = await folder.start({ settings });
    const progress: string[] = [];
    const second = await folder.start({ onProgress: (message) => progress.push(message) });
    expect(progress).toEqual([]);
    expect([first.startedHere, second.startedHere]).toEqual([true, false]);
    await first.close();
    expect(await queryOnce(second.url, 'select 1 as one')).toEqual({ one: 1 });
    await Promise.all([second.close(), second.close()]);
    expect(folder.findLeftovers()).toEqual([]);
  });

  test('a start while the last server is stopping waits for a new one', async () => {
    const folder = makeTestFolder();
    const first = await folder.start({ settings });
    const [, second] = await Promise.all([first.close(), folder.start({ settings })]);
    expect(await queryOnce(second.url, 'select 1 as one')).toEqual({ one: 1 });
    await second.close();
    expect(folder.findLeftovers()).toEqual([]);
  });

  test('stops when its only user is killed', async () => {
    const folder = makeTestFolder();
    const user = await folder.startUser();
    expect(folder.findLeftovers()).not.toEqual([]);
    user.process.kill('SIGKILL');
    expect(await folder.waitForNothing()).toEqual([]);
  });

  test('a user killed during the first start leaves nothing that runs, and the next start works', async () => {
    const folder = makeTestFolder();
    const starting = folder.startUser();
    starting.catch(() => undefined);
    while (folder.supervisorPid() === 0) await sleep(10);
    folder.killUsers();
    expect(await folder.waitForNothing()).toEqual([]);
    const server = await folder.start({ settings });
    await server.close();
  });

  test('survives a killed supervisor under its user, and still stops with its last user', async () => {
    const folder = makeTestFolder();
    const user = await folder.startUser();
    const [server] = folder.serverPids();
    const supervisor = folder.supervisorPid();
    process.kill(supervisor, 'SIGKILL');
    while (folder.supervisorPid() === supervisor) await sleep(20);
    const joined = await folder.start();
    expect(joined).toMatchObject({ url: user.url, startedHere: false });
    expect(folder.serverPids()).toEqual([server]);
    await joined.close();
    expect(await queryOnce(user.url, 'select 1 as one')).toEqual({ one: 1 });
    expect(folder.serverPids()).toEqual([server]);
    user.process.kill('SIGKILL');
    expect(await folder.waitForNothing()).toEqual([]);
  });

  test('is taken over by the next start when supervisor and user were killed together', async () => {
    const folder = makeTestFolder();
    const user = await folder.startUser();
    const [server] = folder.serverPids();
    process.kill(folder.supervisorPid(), 'SIGKILL');
    user.process.kill('SIGKILL');
    const next = await folder.start({ settings });
    expect(next.url).toBe(user.url);
    expect(folder.serverPids()).toEqual([server]);
    await next.close();
    expect(await folder.waitForNothing()).toEqual([]);
  });

  test('comes back under the same url when PostgreSQL itself is killed', async () => {
    const folder = makeTestFolder();
    const user = await folder.startUser();
    const [server = 0] = folder.serverPids();
    process.kill(server, 'SIGKILL');
    let answer: unknown;
    for (let tries = 0; tries < 100 && answer === undefined; tries += 1) {
      await sleep(100);
      answer = await queryOnce(user.url, 'select 1 as one').catch(() => undefined);
    }
    expect(answer).toEqual({ one: 1 });
    user.process.kill('SIGTERM');
    expect(await folder.waitForNothing()).toEqual([]);
  });

  test('is not stopped by Ctrl-C under a user who is still finishing', async () => {
    const folder = makeTestFolder();
    const user = await folder.startUser();
    const line = user.nextLine();
    process.kill(-user.process.pid, 'SIGINT');
    expect(await line).toBe('"finished"');
    await once(user.process, 'exit');
    expect(folder.findLeftovers()).toEqual([]);
  });

  test('stops for good when its supervisor is asked to end', async () => {
    const folder = makeTestFolder();
    await folder.startUser();
    process.kill(folder.supervisorPid(), 'SIGTERM');
    expect(await folder.waitForNothing()).toEqual([]);
  });

  test('starts although a crash left the pid of what is now another process', async () => {
    const folder = makeTestFolder();
    await (await folder.start({ settings })).close();
    const file = join(readDataFolder(folder.home), 'postgres-18', 'data', 'postmaster.pid');
    writeFileSync(
      file,
      `${process.pid}\n${folder.home}\n1700000000\n5432\n\n127.0.0.1\n  123 456\nready   \n`,
    );
    const server = await folder.start({ settings });
    expect(readFileSync(file, 'utf8').startsWith(`${process.pid}\n`)).toBe(false);
    await server.close();
  });
});
