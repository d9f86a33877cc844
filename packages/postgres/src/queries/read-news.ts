import type { KeyFinding } from '@credsweep/core';
import type { Database } from '../database.ts';
import {
  selectKeyFindings,
  toKeyFinding,
  worstFirst,
  type KeyFindingRow,
} from './key-finding-row.ts';

/**
 * Reads the findings that a scan opened or reopened as news, the worst first; in the closing transaction too, once the
 * findings have moved. Empty for a baseline. One that was resolved or told of by a newer scan since is not among them.
 */
export async function readNews(database: Database, scanId: number): Promise<readonly KeyFinding[]> {
  const { rows } = await database.query<KeyFindingRow>(
    `${selectKeyFindings}
     where finding.news_scan_id = $1 and finding.state = 'open'
     order by ${worstFirst}`,
    [scanId],
  );
  return rows.map(toKeyFinding);
}
