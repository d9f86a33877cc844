import { Option, type Command } from 'commander';
import type { Terminal } from './terminal.ts';

/** Adds `report` and `report diff`. */
export function addReportCommands(
  program: Command,
  terminal: Terminal,
  exitWith: (code: number) => void,
): void {
  const report = program
    .command('report')
    .description('print the answer of the newest scan, or the rows of a view')
    .enablePositionalOptions()
    .option('--scan <scan>', 'as of this scan instead of the newest completed one')
    .option('--table <view>', 'rows of a view, such as aws_accesskey_highrisk')
    .addOption(
      new Option('--format <format>', 'what to print')
        .choices(['table', 'json', 'ndjson', 'csv', 'html', 'markdown', 'ocsf', 'asff'])
        .default('table'),
    )
    .option('--out <dir>', 'write report files to this folder instead')
    .option(
      '--security-hub-account <id>',
      'account to import all ASFF findings in (default: the own one of each)',
    )
    .option(
      '--security-hub-region <region>',
      'Region to import ASFF findings in (default: AWS_REGION, or the first one of the partition)',
    )
    .option('--policy <preset|file>', 'what if: judge what was read by this policy')
    .option('--stale-after-days <n>', 'what if: users are stale after so many days')
    .option('--key-rotation-days <n>', 'what if: keys must be rotated within so many days')
    .addHelpText('after', reportExamples)
    .action(async (options) =>
      exitWith(await (await import('./commands/report.ts')).runReportCommand(terminal, options)),
    );
  report
    .command('diff')
    .description('print what changed between two scans')
    .argument('[before]', 'number of a scan, previous or latest', 'previous')
    .argument('[after]', 'number of a scan, previous or latest', 'latest')
    .addOption(
      new Option('--format <format>', 'what to print')
        .choices(['table', 'json', 'markdown', 'csv', 'ndjson'])
        .default('table'),
    )
    .addHelpText('after', diffExamples)
    .action(async (before, after, options) =>
      exitWith(
        await (
          await import('./commands/report-diff.ts')
        ).runReportDiffCommand(terminal, before, after, options),
      ),
    );
}

const diffExamples = `
Examples:
  credsweep report diff                  the newest completed scan and the one before it
  credsweep report diff 7                scan 7 and the newest completed one
  credsweep report diff 7 12 --format csv > changes.csv

The older scan is always compared with the newer one; whoever names them the other way round is told so. Users are known
by ARN and creation time, keys by id or by user and creation time. An account that the newer scan could not read is named,
and has no changes.`;

const reportExamples = `
Examples:
  credsweep report                                   the summary of the newest scan
  credsweep report --table aws_accesskey_highrisk
  credsweep report --table aws_staleuser_details --format csv > users.csv
  credsweep report --policy cis                      what if: another policy, without a new scan
  credsweep report diff 7 12                         what changed between two scans
  credsweep report --format ocsf > findings.ndjson   findings for a SIEM
  credsweep report --format asff --security-hub-account 123456789012 --out findings

ocsf writes OCSF 1.8.0 events, one a line: the scan and its coverage, accounts that were not read, high-risk keys, stale
users. asff writes a JSON array a line, each for one call of Security Hub (at most 100 findings of one account):
  while IFS= read -r batch; do
    aws securityhub batch-import-findings --findings file:///dev/stdin <<< "$batch"
  done < findings/findings.asff.ndjson
AWS takes findings only from the account that they name: give --security-hub-account for one central import. A finding
keeps its id, so that importing again updates it. docs/findings-formats.md tells more.

Views: aws_staleuser_details, aws_staleuser_summary, aws_accesskey_details, aws_accesskey_highrisk,
aws_accesskey_summary, root_credentials, scan_coverage, organization_trend, key_findings,
organization_unit_summary, owner_summary.

A table is fitted to the width of a terminal: cells are cut and columns left out, which it says below. Written to a file
or a program it has everything, and so have csv, json and ndjson.

Of credsweep.config.yaml it needs nothing, for the database has the answer: one that cannot be used is warned of.`;
