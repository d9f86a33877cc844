import type { Command } from 'commander';
import { showExamples } from './help-examples.ts';
import type { Terminal } from './terminal.ts';

/** Adds `db migrate`, `db url`, `db prune` and `db grant-reader`. */
export function addDatabaseCommands(
  program: Command,
  terminal: Terminal,
  exitWith: (code: number) => void,
): void {
  const database = program.command('db').description('look after the database');
  showExamples(database, [
    ['psql "$(credsweep db url)"', 'the views, with DATABASE_URL'],
    'credsweep db grant-reader grafana_reader',
    'credsweep db prune --keep-days 365 --dry-run',
  ]);
  const migrate = database
    .command('migrate')
    .description("create the database's schema, or bring it up to this version")
    .action(async () =>
      exitWith(await (await import('./commands/db-migrate.ts')).runDbMigrateCommand(terminal)),
    );
  showExamples(migrate, [['credsweep db migrate', 'what every command does when it starts']]);
  const url = database
    .command('url')
    .description(
      'print the address of the database, for psql and dashboards; keeps the embedded one running until Ctrl-C',
    )
    .action(async () =>
      exitWith(await (await import('./commands/db-url.ts')).runDbUrlCommand(terminal)),
    );
  showExamples(url, [['credsweep db url', 'then, in another terminal: psql ADDRESS']]);
  const prune = database
    .command('prune')
    .description('drop the users and keys of old scans; totals, coverage and findings are kept')
    .option('--keep-scans <n>', 'keep the newest completed scans of each organization, so many')
    .option('--keep-days <n>', 'keep the scans that were completed in so many days')
    .option('--dry-run', 'only say what would be dropped')
    .action(async (options) =>
      exitWith(await (await import('./commands/db-prune.ts')).runDbPruneCommand(terminal, options)),
    );
  showExamples(prune, [
    ['credsweep db prune --keep-days 365 --dry-run', 'what would be dropped'],
    'credsweep db prune --keep-scans 52',
  ]);
  const grantReader = database
    .command('grant-reader')
    .description('let a database role read the views and nothing else, for dashboards')
    .argument('<role>', 'name of the role; created with CREDSWEEP_READER_PASSWORD if missing')
    .action(async (role) =>
      exitWith(
        await (
          await import('./commands/db-grant-reader.ts')
        ).runDbGrantReaderCommand(terminal, role),
      ),
    );
  showExamples(grantReader, [
    'CREDSWEEP_READER_PASSWORD="$(openssl rand -hex 24)" credsweep db grant-reader grafana_reader',
    ['credsweep db grant-reader grafana_reader', 'a role that is there'],
  ]);
}
