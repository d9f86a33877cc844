import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { STSClient, GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { expect, it, onTestFinished } from 'vitest';

it('serves the demo as a process of its own until it is told to stop', async () => {
  const child = runMain('--demo');
  const { endpoint, environment } = await readAnnouncement(child);
  const client = new STSClient({
    endpoint,
    region: environment['AWS_REGION'] ?? '',
    credentials: {
      accessKeyId: environment['AWS_ACCESS_KEY_ID'] ?? '',
      secretAccessKey: environment['AWS_SECRET_ACCESS_KEY'] ?? '',
    },
  });
  await expect(client.send(new GetCallerIdentityCommand({}))).resolves.toHaveProperty('Account');
  child.kill('SIGTERM');
  expect(await once(child, 'exit')).toEqual([0, null]);
});

it('ends with its parent when asked to', async () => {
  const child = runMain('--accounts', '3', '--users', '2', '--exit-with-parent');
  await readAnnouncement(child);
  child.stdin.end();
  expect(await once(child, 'exit')).toEqual([0, null]);
});

function runMain(...flags: string[]): ChildProcessByStdio<Writable, Readable, null> {
  const main = fileURLToPath(new URL('./main.ts', import.meta.url));
  const child = spawn(process.execPath, [main, ...flags], { stdio: ['pipe', 'pipe', 'inherit'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  return child;
}

async function readAnnouncement(child: ChildProcessByStdio<Writable, Readable, null>) {
  const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
  return JSON.parse(line) as { endpoint: string; environment: Record<string, string> };
}
