import { listFindings } from '@credsweep/postgres';
import { renderTable } from '@credsweep/reports';
import { openExistingDatabase } from '../engine/open-existing-database.ts';
import type { Terminal } from '../terminal.ts';

/** Lists the findings that are exempted, those of policies included; gives the exit code. */
export async function runAlertsExemptionsCommand(
  terminal: Terminal,
  { format }: { readonly format: 'table' | 'json' },
): Promise<number> {
  const database = await openExistingDatabase(terminal);
  try {
    const findings = await listFindings(database.pool, { states: ['exempted'], limit: maxListed });
    if (format === 'json') terminal.stdout.write(`${JSON.stringify(findings, null, 2)}\n`);
    else if (findings.length === 0) terminal.stdout.write('No key is exempted.\n');
    else
      terminal.stdout.write(
        renderTable(
          ['finding', 'account', 'user', 'key', 'until', 'by', 'reason'],
          findings.map((finding) => [
            String(finding.findingId),
            `${finding.accountName} ${finding.accountId}`,
            finding.userName,
            finding.accessKeyId ?? '(no id)',
            finding.exemption?.until ?? '',
            finding.exemption?.by ?? '',
            finding.exemption?.reason ?? '',
          ]),
        ),
      );
    return 0;
  } finally {
    await database.close();
  }
}

const maxListed = 10_000;
