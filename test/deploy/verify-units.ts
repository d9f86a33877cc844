import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const program = '/usr/bin/systemd-analyze';
const hint = 'The tests of the units of systemd need systemd-analyze: apt-get install -y systemd';

/** Whether systemd is there; without it the tests are skipped, which is told, but never where `CI` is set. */
export const hasSystemdAnalyze = existsSync(program);
if (!hasSystemdAnalyze) {
  if (process.env['CI'] !== undefined) throw new Error(hint);
  process.stderr.write(`\nSkipped. ${hint}\n\n`);
}

/**
 * Gives what systemd has to say of units; nothing when they are in order.
 *
 * @param checkout stands for /opt/credsweep, whose program must be there
 */
export async function verifyUnits(
  units: readonly { readonly name: string; readonly text: string }[],
  checkout: string,
): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'credsweep-units-'));
  try {
    const paths = units.map(({ name }) => join(folder, name));
    for (const [index, { text }] of units.entries())
      await writeFile(
        paths[index] ?? '',
        text.replaceAll('/opt/credsweep/', checkout.endsWith('/') ? checkout : `${checkout}/`),
      );
    return await new Promise((resolve) => {
      execFile(program, ['verify', '--man=no', ...paths], (error, stdout, stderr) => {
        resolve(`${stdout}${stderr}` || (error?.message ?? ''));
      });
    });
  } finally {
    await rm(folder, { recursive: true });
  }
}
