import { policyPresets, policySchema } from '@credsweep/core';
import fc from 'fast-check';
import { beforeEach, expect, test } from 'vitest';
import { type TestDatabase, usePostgres } from '@credsweep/testkit';
import { createPostgresLedger, type PostgresLedger } from './postgres-ledger.ts';
import type { ReportUser } from './testing/report-builder.ts';
import { roleMissing, runScan, type AccountContent } from './testing/scan-driver.ts';

const postgres = usePostgres();
let database: TestDatabase;
let ledger: PostgresLedger;
let runs = 0;

beforeEach(async () => {
  database = await postgres.cloneDatabase();
  ledger = createPostgresLedger(database.pool);
});

/** Keys of two users, one of whom was deleted and made again under the same name; all are over a year old. */
const keys = [
  { id: 'A1', user: 'alice', userCreated: '2023-01-01', created: '2024-01-01' },
  { id: 'A2', user: 'alice', userCreated: '2023-01-01', created: '2024-02-01' },
  { id: 'A3', user: 'alice', userCreated: '2025-01-01', created: '2025-02-01' },
  { id: 'A4', user: 'alice', userCreated: '2025-01-01', created: '2025-03-01' },
  { id: 'B1', user: 'bob', userCreated: '2023-01-01', created: '2024-01-01' },
] as const;
/** Two keys of one user and second. */
const twins = [
  { id: 'T1', user: 'carol', userCreated: '2023-01-01', created: '2024-01-01' },
  { id: 'T2', user: 'carol', userCreated: '2023-01-01', created: '2024-01-01' },
] as const;
type Key = (typeof keys)[number] | (typeof twins)[number];

/** How a scan meets a key. */
type Meeting = 'gone' | 'active' | 'active nameless' | 'inactive' | 'inactive nameless';
const meeting = fc.constantFrom<Meeting>(
  'gone',
  'active',
  'active nameless',
  'inactive',
  'inactive nameless',
);

/** What one scan meets. */
type Visit = {
  readonly failed: boolean;
  readonly exemptsBob: boolean;
  readonly aliceIsNew: boolean;
  readonly keys: readonly Meeting[];
  readonly slotsSwapped: boolean;
};

const visitsOf = (size: number): fc.Arbitrary<Visit[]> =>
  fc.array(
    fc.record({
      failed: fc.boolean(),
      exemptsBob: fc.boolean(),
      aliceIsNew: fc.boolean(),
      keys: fc.array(meeting, { minLength: size, maxLength: size }),
      slotsSwapped: fc.boolean(),
    }),
    { minLength: 1, maxLength: 6 },
  );

const exemptingBob = policySchema.parse({
  exemptions: [{ user: 'bob', reason: 'break glass', expires: '2099-01-01' }],
});

/** The keys that are there in a visit, with how they are met. */
function keysOf(all: readonly Key[], visit: Visit): readonly (readonly [Key, Meeting])[] {
  return all
    .map((key, index) => [key, visit.keys[index] ?? 'gone'] as const)
    .filter(([key, met]) => {
      if (key.user === 'alice' && visit.aliceIsNew !== key.userCreated.startsWith('2025'))
        return false;
      return met !== 'gone';
    });
}

function toContent(
  met: readonly (readonly [Key, Meeting])[],
  slotsSwapped: boolean,
): AccountContent {
  const keyIds: Record<string, string> = {};
  const users = [...Map.groupBy(met, ([key]) => key.user)].map(([name, own]): ReportUser => {
    const inSlots = slotsSwapped ? own.toReversed() : own;
    return {
      name,
      created: `${inSlots[0]?.[0].userCreated}T00:00:00+00:00`,
      keys: inSlots.map(([key, how], index) => {
        if (!how.endsWith('nameless')) keyIds[`${name} ${index + 1}`] = key.id;
        return {
          active: how.startsWith('active'),
          rotated: `${key.created}T00:00:00+00:00`,
          used: '2026-06-01T00:00:00+00:00',
        };
      }),
    };
  });
  return { users, keyIds };
}

/** Scans an account of its own organization; gives all that is known of its findings, before and after a second closing. */
async function visitAccount(run: number, all: readonly Key[], visit: Visit): Promise<void> {
  const accountId = String(run).padStart(12, '0');
  const outcome = visit.failed
    ? roleMissing(accountId)
    : toContent(keysOf(all, visit), visit.slotsSwapped);
  const scanId = await runScan(
    ledger,
    { [accountId]: outcome },
    {
      organizationId: `o-run${run}`,
      policy: visit.exemptsBob ? exemptingBob : policyPresets.default,
    },
  );
  const before = await readEverything(accountId);
  await ledger.closeScan(scanId);
  // As if nobody had noted that it was closed.
  await database.pool.query(`update credsweep.scan set state = 'closing' where scan_id = $1`, [
    scanId,
  ]);
  await ledger.closeScan(scanId);
  expect(await readEverything(accountId)).toEqual(before);
}

async function readEverything(accountId: string): Promise<unknown> {
  const { rows } = await database.pool.query(
    `select to_jsonb(finding) as finding, (
       select jsonb_agg(to_jsonb(finding_event) order by event_id) from credsweep.finding_event
       where finding_event.finding_id = finding.finding_id
     ) as events
     from credsweep.finding where account_id = $1 order by finding_id`,
    [accountId],
  );
  return rows;
}

type StoredFinding = {
  readonly id: string;
  readonly name: string | null;
  readonly user: string;
  readonly created: string;
  readonly state: string;
};

async function readFindings(run: number): Promise<readonly StoredFinding[]> {
  const { rows } = await database.pool.query<StoredFinding>(
    `select finding_id as id, access_key_id as name, user_name as user, state,
       to_char(key_created_at at time zone 'UTC', 'YYYY-MM-DD') as created
     from credsweep.finding where account_id = $1 order by finding_id`,
    [String(run).padStart(12, '0')],
  );
  return rows;
}

test('whatever scans meet, a key has one finding for all its life, and it stands where the newest scan put it', async () => {
  await fc.assert(
    fc.asyncProperty(visitsOf(keys.length), async (visits) => {
      const run = (runs += 1);
      const wanted = new Map<string, string>();
      const ids = new Map<string, string>();
      for (const visit of visits) {
        await visitAccount(run, keys, visit);
        if (!visit.failed) moveModel(wanted, visit);
        const findings = await readFindings(run);
        expect(findings).toHaveLength(wanted.size);
        const stored = findings.map((found) => [nameMoment(found), found.state] as const);
        expect(new Map(stored)).toEqual(wanted);
        for (const found of findings) {
          const moment = nameMoment(found);
          expect(ids.get(moment) ?? found.id).toBe(found.id);
          ids.set(moment, found.id);
        }
      }
    }),
    { numRuns: 15 },
  );
});

test('whatever scans know of two keys of one second, each id has one finding, and each flagged key is found', async () => {
  await fc.assert(
    fc.asyncProperty(visitsOf(twins.length), async (visits) => {
      const run = (runs += 1);
      for (const visit of visits) {
        await visitAccount(run, twins, visit);
        const findings = await readFindings(run);
        const names = findings.map(({ name }) => name);
        expect(new Set(names).size).toBe(names.length);
        const { rows } = await database.pool.query<{ id: string | null; named: string | null }>(
          `select highrisk.finding_id as id, highrisk.access_key_id as named
           from credsweep.aws_accesskey_highrisk as highrisk where account_id = $1`,
          [String(run).padStart(12, '0')],
        );
        for (const { id, named } of rows) {
          expect(id).not.toBeNull();
          if (named !== null) expect(findings.find((found) => found.id === id)?.name).toBe(named);
        }
        if (visit.failed || rows.length > 0) continue;
        expect(findings.filter(({ state }) => state === 'open')).toEqual([]);
      }
    }),
    { numRuns: 15 },
  );
});

/** Moves the findings of the model, by the published rules alone. */
function moveModel(wanted: Map<string, string>, visit: Visit): void {
  const met = new Map(keysOf(keys, visit));
  for (const key of keys) {
    const name = nameMoment(key);
    const isFlagged = met.get(key)?.startsWith('active') === true;
    const isExempt = isFlagged && key.user === 'bob' && visit.exemptsBob;
    if (isFlagged && !isExempt) wanted.set(name, 'open');
    else if (wanted.has(name)) wanted.set(name, isExempt ? 'exempted' : 'resolved');
  }
}

function nameMoment({
  user,
  created,
}: {
  readonly user: string;
  readonly created: string;
}): string {
  return `${user} ${created}`;
}
