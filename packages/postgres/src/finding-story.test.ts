import { policySchema, type Policy } from '@credsweep/core';
import { expect, test } from 'vitest';
import { type TestDatabase, usePostgres } from '@credsweep/testkit';
import { createPostgresLedger } from './postgres-ledger.ts';
import { readNews } from './queries/read-news.ts';
import type { ReportKey, ReportUser } from './testing/report-builder.ts';
import { roleMissing, runScan, testAsOf, type WantedOutcome } from './testing/scan-driver.ts';

const postgres = usePostgres();

/** A user of the story: who, when created, and the keys by slot as `id created [used] [inactive]`. */
type Person = readonly [name: string, keys: readonly StoryKey[], created?: string];
type StoryKey = readonly [id: string, created: string, use?: 'unused' | 'inactive'];

/** What one scan of the story meets, and all that must come of it. */
type Chapter = {
  readonly accounts: Readonly<Record<string, readonly Person[] | 'failed'>>;
  readonly policy?: Policy;
  /** `key: what happened`, in the order of the keys. */
  readonly events: readonly string[];
  /** Keys of which alerts speak. */
  readonly news: readonly string[];
  readonly open: readonly string[];
};

const [one, two, three, four] = [1, 2, 3, 4].map((n) => String(n).padStart(12, '0')) as [
  string,
  string,
  string,
  string,
];
const exempting = policySchema.parse({
  exemptions: [{ user: 'jay', reason: 'moves to a role', expires: '2026-08-05' }],
});
const strict: Policy = { ...exempting, keyRotationDays: 180 };

const ann: Person = ['ann', [['ANN1', '2025-06-20']]];
const bob: Person = ['bob', [['BOB1', '2024-01-01']]];
const bobRotated: Person = ['bob', [['BOB2', '2026-06-27', 'unused']]];
const bobUsed: Person = ['bob', [['BOB2', '2026-06-27']]];
const cid: Person = ['cid', [['CID1', '2024-01-01']]];
const cidInactive: Person = ['cid', [['CID1', '2024-01-01', 'inactive']]];
const dan: Person = ['dan', [['DAN1', '2024-01-01']]];
const danAgain: Person = ['dan', [['DAN2', '2026-07-10', 'unused']], '2026-07-09'];
const ira: Person = ['ira', [['IRA1', '2025-12-20']]];
const jay: Person = ['jay', [['JAY1', '2024-01-01']]];
const eve: Person = ['eve', [['EVE1', '2024-01-01']]];
const fay: Person = ['fay', [['FAY1', '2024-01-01']]];
const fayRotated: Person = ['fay', [['FAY2', '2026-07-01']]];
const gil: Person = ['gil', [['GIL1', '2024-01-01']]];
const hal: Person = ['hal', [['HAL1', '2024-01-01']]];

/** A chapter a week, the first on 15 June 2026. */
const chapters: readonly Chapter[] = [
  {
    // The baseline: nothing is news.
    accounts: { [one]: [ann, bob, cid, dan, ira, jay], [two]: [eve, fay], [three]: [gil] },
    events: ['BOB1', 'CID1', 'DAN1', 'EVE1', 'FAY1', 'GIL1', 'JAY1'].map((key) => `${key}: opened`),
    news: [],
    open: ['BOB1', 'CID1', 'DAN1', 'EVE1', 'FAY1', 'GIL1', 'JAY1'],
  },
  {
    // A key has come of age, another is exempted.
    accounts: { [one]: [ann, bob, cid, dan, ira, jay], [two]: [eve, fay], [three]: [gil] },
    policy: exempting,
    events: ['ANN1: opened', 'JAY1: exempted'],
    news: ['ANN1'],
    open: ['ANN1', 'BOB1', 'CID1', 'DAN1', 'EVE1', 'FAY1', 'GIL1'],
  },
  {
    // One key is rotated in its slot, one is deactivated; an account fails.
    accounts: {
      [one]: [ann, bobRotated, cidInactive, dan, ira, jay],
      [two]: 'failed',
      [three]: [gil],
    },
    policy: exempting,
    events: ['BOB1: resolved rotated', 'CID1: resolved deactivated'],
    news: [],
    open: ['ANN1', 'DAN1', 'EVE1', 'FAY1', 'GIL1'],
  },
  {
    // The rotated key is still not used; a user is deleted; an account leaves; the other one fails again.
    accounts: { [one]: [ann, bobRotated, cidInactive, ira, jay], [two]: 'failed' },
    policy: exempting,
    events: ['BOB2: opened', 'DAN1: resolved deleted', 'GIL1: resolved account_left'],
    news: ['BOB2'],
    open: ['ANN1', 'BOB2', 'EVE1', 'FAY1'],
  },
  {
    // The failed account is back, one of its keys was rotated meanwhile; an account joins with an old key; a key is used
    // for the first time; another is active again; the deleted user is there again.
    accounts: {
      [one]: [ann, bobUsed, cid, danAgain, ira, jay],
      [two]: [eve, fayRotated],
      [four]: [hal],
    },
    policy: exempting,
    events: ['BOB2: resolved used', 'CID1: reopened', 'FAY1: resolved rotated', 'HAL1: opened'],
    news: ['CID1', 'HAL1'],
    open: ['ANN1', 'CID1', 'EVE1', 'HAL1'],
  },
  {
    // The reopened key is gone; the account that left is back; the user of the old name has a key of his own that counts.
    accounts: {
      [one]: [ann, bobUsed, ['cid', []], danAgain, ira, jay],
      [two]: [eve, fayRotated],
      [three]: [gil],
      [four]: [hal],
    },
    policy: exempting,
    events: ['CID1: resolved deleted', 'DAN2: opened', 'GIL1: reopened'],
    news: ['DAN2', 'GIL1'],
    open: ['ANN1', 'DAN2', 'EVE1', 'GIL1', 'HAL1'],
  },
  {
    // Nothing changes, and nothing happens.
    accounts: {
      [one]: [ann, bobUsed, ['cid', []], danAgain, ira, jay],
      [two]: [eve, fayRotated],
      [three]: [gil],
      [four]: [hal],
    },
    policy: exempting,
    events: [],
    news: [],
    open: ['ANN1', 'DAN2', 'EVE1', 'GIL1', 'HAL1'],
  },
  {
    // The policy is tightened, and the exemption still holds; an account fails.
    accounts: {
      [one]: [ann, bobUsed, ['cid', []], danAgain, ira, jay],
      [two]: [eve, fayRotated],
      [three]: [gil],
      [four]: 'failed',
    },
    policy: strict,
    events: ['IRA1: opened'],
    news: ['IRA1'],
    open: ['ANN1', 'DAN2', 'EVE1', 'GIL1', 'HAL1', 'IRA1'],
  },
  {
    // The exemption has expired.
    accounts: {
      [one]: [ann, bobUsed, ['cid', []], danAgain, ira, jay],
      [two]: [eve, fayRotated],
      [three]: [gil],
      [four]: [hal],
    },
    policy: strict,
    events: ['JAY1: exemption_ended', 'JAY1: reopened'],
    news: ['JAY1'],
    open: ['ANN1', 'DAN2', 'EVE1', 'GIL1', 'HAL1', 'IRA1', 'JAY1'],
  },
  {
    // The policy is what it was; the user with the old name is renamed; everything else is cleaned up.
    accounts: {
      [one]: [['daniel', [['DAN2', '2026-07-10', 'unused']], '2026-07-09'], ira],
      [two]: [['eve', [['EVE2', '2026-08-16']]]],
      [three]: [],
      [four]: [['hal', [['HAL1', '2024-01-01', 'inactive']]]],
    },
    events: [
      'ANN1: resolved deleted',
      'EVE1: resolved rotated',
      'GIL1: resolved deleted',
      'HAL1: resolved deactivated',
      'IRA1: resolved policy_changed',
      'JAY1: resolved deleted',
    ],
    news: [],
    open: ['DAN2'],
  },
];

test('ten scans of a changing organization open, resolve, exempt and reopen exactly what they must', async () => {
  const database = await postgres.cloneDatabase();
  const ledger = createPostgresLedger(database.pool);
  const lived: (readonly [scanId: number, rows: readonly unknown[]])[] = [];
  for (const [index, { accounts, policy, events, news, open }] of chapters.entries()) {
    const outcomes = Object.entries(accounts).map(([id, people]) => [id, toOutcome(id, people)]);
    const scanId = await runScan(ledger, Object.fromEntries(outcomes), {
      asOf: new Date(testAsOf.getTime() + index * 7 * 86_400_000),
      ...(policy && { policy }),
    });
    const chapter = `chapter ${index + 1}`;
    expect(await readEvents(database, scanId), chapter).toEqual(events);
    const told = await readNews(database.pool, scanId);
    expect(told, chapter).toHaveLength(news.length);
    expect(new Set(told.map((finding) => finding.accessKeyId)), chapter).toEqual(new Set(news));
    expect((await ledger.summarizeScan(scanId))?.newHighRiskKeys, chapter).toBe(news.length);
    expect(await readKeys(database, 'key_findings', `state = 'open'`), chapter).toEqual(open);
    expect(await readKeys(database, 'aws_accesskey_highrisk', 'true'), chapter).toEqual(open);
    expect(await readKeys(database, 'aws_accesskey_highrisk', 'is_new'), chapter).toEqual(news);
    lived.push([scanId, await readLives(database, null)]);
  }
  // Seen from the end, every scan is as it was.
  for (const [index, [scanId, rows]] of lived.entries()) {
    expect(await readLives(database, scanId), `chapter ${index + 1}`).toEqual(rows);
    expect(await readKeys(database, 'aws_accesskey_highrisk', 'is_new', scanId)).toEqual(
      chapters[index]?.news,
    );
  }
});

function toOutcome(accountId: string, people: readonly Person[] | 'failed'): WantedOutcome {
  if (people === 'failed') return roleMissing(accountId);
  const users = people.map(([name, keys, created]): ReportUser => ({
    name,
    ...(created && { created: `${created}T00:00:00+00:00` }),
    keys: keys.map(([, rotated, use]): ReportKey => ({
      rotated: `${rotated}T00:00:00+00:00`,
      active: use !== 'inactive',
      used: use === 'unused' ? null : '2026-08-01T00:00:00+00:00',
    })),
  }));
  const keyIds = people.flatMap(([name, keys]) =>
    keys.map(([id], index) => [`${name} ${index + 1}`, id]),
  );
  return { users, keyIds: Object.fromEntries(keyIds) as Record<string, string> };
}

async function readEvents(database: TestDatabase, scanId: number): Promise<readonly string[]> {
  const { rows } = await database.pool.query<{ line: string }>(
    `select concat_ws(' ', access_key_id || ':', event, finding_event.resolution) as line
     from credsweep.finding_event join credsweep.finding using (finding_id)
     where scan_id = $1 order by access_key_id, event_id`,
    [scanId],
  );
  return rows.map(({ line }) => line);
}

async function readKeys(
  database: TestDatabase,
  view: string,
  condition: string,
  scanId: number | null = null,
): Promise<readonly string[]> {
  const rows = await readAsOf<{ id: string }>(
    database,
    scanId,
    `select access_key_id as id from credsweep.${view} where ${condition} order by access_key_id`,
  );
  return rows.map(({ id }) => id);
}

/** What becomes of findings in the course of time. */
function readLives(database: TestDatabase, scanId: number | null): Promise<readonly unknown[]> {
  return readAsOf(
    database,
    scanId,
    `select finding_id, access_key_id, state, last_seen_at, last_seen_scan_id, reopened_count, reopened_at, resolved_at,
       resolution, exempted_until::text, exemption_reason, exempted_by, days_open, time_to_fix_days
     from credsweep.key_findings order by finding_id`,
  );
}

async function readAsOf<Row extends object>(
  database: TestDatabase,
  scanId: number | null,
  query: string,
): Promise<readonly Row[]> {
  const client = await database.pool.connect();
  try {
    await client.query(`select set_config('credsweep.scan_id', $1, false)`, [scanId ?? '']);
    const { rows } = await client.query<Row>(query);
    await client.query(`select set_config('credsweep.scan_id', '', false)`);
    return rows;
  } finally {
    client.release();
  }
}
