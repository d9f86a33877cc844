import type { KeyFinding } from '@credsweep/core';
import type { Database } from '../database.ts';
import {
  selectKeyFindings,
  toKeyFinding,
  worstFirst,
  type KeyFindingRow,
} from './key-finding-row.ts';

/**
 * Reads all open findings of a scan's organization, the worst first; in the closing transaction too, once the findings
 * have moved. Those of accounts that the scan did not read are among them, with their last good data.
 */
export async function readOpenFindings(
  database: Database,
  scanId: number,
): Promise<readonly KeyFinding[]> {
  const { rows } = await database.query<KeyFindingRow>(
    `${selectKeyFindings}
     where finding.state = 'open'
       and account.organization_id = (select organization_id from credsweep.scan where scan_id = $1)
     order by ${worstFirst}`,
    [scanId],
  );
  return rows.map(toKeyFinding);
}
