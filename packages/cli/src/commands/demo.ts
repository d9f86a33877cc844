import { buildDemoOrganization, startSimulator } from '@credsweep/simulator';
import { join } from 'node:path';
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
  const simulator = await startSimulator({
    organization: buildDemoOrganization({ now: new Date() }),
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
      { format: flags.format, out: flags.out ?? join(home, 'demo-report') },
      { endpoint: simulator.endpoint, credentials: simulator.credentials, region: 'us-east-1' },
    );
    return exitCode === partialCoverage ? 0 : exitCode;
  } finally {
    await simulator.close();
  }
}

function withoutServices(environment: Terminal['environment']): Terminal['environment'] {
  return Object.fromEntries(
    Object.entries(environment).filter(
      ([name]) => !name.startsWith('AWS_') && !['DATABASE_URL', 'REDIS_URL'].includes(name),
    ),
  );
}

const partialCoverage = 3;
