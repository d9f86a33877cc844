import { checkAccess } from '@credsweep/aws';
import {
  CredsweepError,
  everyAccount,
  isAccountId,
  judgeChecks,
  type Check,
} from '@credsweep/core';
import { checkDatabase, checkEmbeddedDatabase } from '@credsweep/postgres';
import { checkPostgresQueue, checkRedis } from '@credsweep/queue';
import { renderChecks } from '@credsweep/reports';
import { resolve } from 'node:path';
import { checkAlerts } from '../check-alerts.ts';
import { checkSettings } from '../check-settings.ts';
import { nameCalls } from '../name-calls.ts';
import { openProgressCount } from '../progress-count.ts';
import { wantsColor, type Terminal } from '../terminal.ts';

/** Flags of `credsweep doctor`, as they stand on the command line. */
export type DoctorFlags = {
  readonly format: 'table' | 'json';
  readonly all?: true;
  readonly account: readonly string[];
} & Readonly<Record<string, unknown>>;

/** Checks everything that a scan stands on, whatever of it fails; gives the exit code: 1 if something failed. */
export async function runDoctorCommand(terminal: Terminal, flags: DoctorFlags): Promise<number> {
  const { format, all, account, ...settingFlags } = flags;
  checkFlags(flags);
  const settings = await checkSettings(terminal, settingFlags);
  const { roleName, externalId, concurrency, ou, exclude } = settings.configuration;
  const progress = openProgressCount(terminal, 'accounts tried');
  const aws = checkAccess({
    hub: { environment: terminal.environment },
    accounts: all === true ? 'all' : account.length > 0 ? [...new Set(account)] : 'sample',
    selection: { ...everyAccount, organizationalUnits: ou, exclude },
    roleName,
    externalId,
    concurrency,
    onProgress: progress.show,
  });
  const alerts = settings.isFileUsable ? checkAlerts(terminal) : [];
  const checks = [
    ...settings.checks,
    ...(await Promise.all([checkServers(terminal), aws, alerts])).flat(),
  ];
  progress.clear();
  const verdict = judgeChecks(checks);
  terminal.stdout.write(
    format === 'json'
      ? `${JSON.stringify({ verdict, checks }, null, 2)}\n`
      : nameCalls(
          renderChecks(checks, {
            color: wantsColor(terminal, terminal.stdout),
            width: terminal.stdout.columns ?? 100,
          }),
          terminal,
        ),
  );
  return verdict === 'failed' ? 1 : 0;
}

/** The database and the queue, which are one server where no Redis is named. */
async function checkServers({ environment, workingFolder }: Terminal): Promise<readonly Check[]> {
  const databaseUrl = environment['DATABASE_URL'] ?? '';
  const redisUrl = environment['REDIS_URL'] ?? '';
  const checkQueue = (url: string): Promise<readonly Check[]> =>
    redisUrl === '' ? checkPostgresQueue(url) : checkRedis(redisUrl);
  if (databaseUrl !== '')
    return (await Promise.all([checkDatabase(databaseUrl), checkQueue(databaseUrl)])).flat();
  const home = resolve(workingFolder, environment['CREDSWEEP_HOME'] || '.credsweep');
  if (redisUrl === '') return checkEmbeddedDatabase(home, checkPostgresQueue);
  const nothing = (): Promise<readonly Check[]> => Promise.resolve([]);
  return (await Promise.all([checkEmbeddedDatabase(home, nothing), checkRedis(redisUrl)])).flat();
}

function checkFlags({ all, account }: DoctorFlags): void {
  const problems = [
    ...account
      .filter((id) => !isAccountId(id))
      .map((id) => `--account ${JSON.stringify(id)} is not an AWS account id (12 digits)`),
    ...(all === true && account.length > 0
      ? ['--all and --account do not go together: all accounts, or those named']
      : []),
  ];
  if (problems.length > 0)
    throw new CredsweepError(
      'usage_invalid',
      `These flags cannot be used:\n  ${problems.join('\n  ')}`,
    );
}
