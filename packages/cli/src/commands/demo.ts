import { buildDemoOrganization, startSimulator } from '@credsweep/simulator';
import { openHomeFolder } from '@credsweep/postgres';
import { readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Terminal } from '../terminal.ts';
import { runScanCommand } from './scan.ts';

/**
 * Scans a simulated organization, in a database of its own; gives the exit code.
 *
 * Neither AWS nor any database of the environment is touched. Accounts that fail on purpose are no failure of the
 * demo, so that partial coverage ends with 0 here.
 */
export async function runDemoCommand(
  terminal: Terminal,
  flags: { readonly format: 'table' | 'json'; readonly out?: string },
): Promise<number> {
  const home = terminal.environment['CREDSWEEP_HOME'] || '.credsweep';
  const foundedAt = await recallFounding(resolve(terminal.workingFolder, home, 'demo'));
  const simulator = await startSimulator({
    organization: buildDemoOrganization({ now: foundedAt }),
  });
  try {
    terminal.stderr.write(
      'Demo: a simulated organization of 30 accounts, some of which cannot be read on purpose.\n',
    );
    const exitCode = await runScanCommand(
      {
        ...terminal,
        environment: {
          ...withoutServices(terminal.environment),
          CREDSWEEP_HOME: join(home, 'demo'),
        },
      },
      {
        format: flags.format,
        out: flags.out ?? join(home, 'demo-report'),
        ownerAccountTag: 'team',
      },
      { endpoint: simulator.endpoint, credentials: simulator.credentials, region: 'us-east-1' },
    );
    if (exitCode !== 0 && exitCode !== partialCoverage) return exitCode;
    terminal.stderr.write(
      `Look further: CREDSWEEP_HOME=${join(home, 'demo')} credsweep report --table aws_accesskey_highrisk ("report --help" has more).\n`,
    );
    return 0;
  } finally {
    await simulator.close();
  }
}

/** The time of the first demo in a folder; the same organization, grown older, is scanned from then on. */
async function recallFounding(folder: string): Promise<Date> {
  const path = join(folder, 'organization-founded-at');
  const written = await readFile(path, 'utf8').catch(() => '');
  const foundedAt = new Date(written.trim());
  if (written !== '' && !Number.isNaN(foundedAt.getTime())) return foundedAt;
  const now = new Date();
  openHomeFolder(folder);
  await writeFile(path, `${now.toISOString()}\n`);
  return now;
}

function withoutServices(environment: Terminal['environment']): Terminal['environment'] {
  return Object.fromEntries(
    Object.entries(environment).filter(
      ([name]) => !name.startsWith('AWS_') && !['DATABASE_URL', 'REDIS_URL'].includes(name),
    ),
  );
}

const partialCoverage = 3;
