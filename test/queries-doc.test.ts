import { readFileSync } from 'node:fs';
import {
  addAccessKey,
  buildDemoOrganization,
  listUsers,
  rotateAccessKey,
  type SimulatedOrganization,
} from '@credsweep/simulator';
import { openStage, prepareReports, readSqlExamples, type ScanStage } from '@credsweep/testkit';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { daysBefore } from './oracle/every-case-world.ts';

const document = readFileSync(new URL('../docs/queries.md', import.meta.url), 'utf8');
const examples = readSqlExamples(document);
const role = 'asks_questions';
const password = 'for questions';
const now = new Date();
let stage: ScanStage;
let reader: pg.Client;

beforeAll(async () => {
  const organization = buildDemoOrganization({ now });
  stage = await openStage({ organization });
  await scan();
  changeKeys(organization);
  prepareReports(organization, now);
  await scan();
  const { rows } = await stage.database.pool.query(
    `select finding_id from credsweep.key_findings where state = 'open' order by finding_id limit 1`,
  );
  const until = daysBefore(now, -10).toISOString().slice(0, 10);
  const findingId = String(rows[0].finding_id);
  await run(['alerts', 'exempt', findingId, '--until', until, '--reason', 'being moved'], 0);
  await run(['db', 'grant-reader', role], 0);
  const url = new URL(stage.database.url);
  url.username = role;
  url.password = password;
  reader = new pg.Client({ connectionString: url.href });
  await reader.connect();
}, 120_000);

afterAll(async () => {
  await reader.end();
  await stage.database.pool.query(`drop owned by ${role}; drop role ${role}`);
  await stage.close();
});

test('every query of the document is found by its question', () => {
  expect(examples.length).toBe(document.split('```sql').length - 1);
  expect(examples.length).toBeGreaterThan(10);
});

test.each(examples)('$question', async ({ sql }) => {
  const results = [(await reader.query(sql)) as pg.QueryResult | pg.QueryResult[]].flat();
  const answer = results.find(({ fields }) => fields.length > 0);
  expect(answer?.rows.length).toBeGreaterThan(0);
});

/** Coverage is partial: the demo has accounts that cannot be entered. */
async function scan(): Promise<void> {
  await run(['scan', '--owner-account-tag', 'team'], 3);
}

async function run(args: readonly string[], expectedCode: number): Promise<void> {
  const { exitCode, stderr } = await stage.run(args, {
    timeoutMs: 60_000,
    environment: { CREDSWEEP_READER_PASSWORD: password },
  });
  if (exitCode !== expectedCode) throw new Error(`${args.join(' ')} gave ${exitCode}: ${stderr}`);
}

/** Gives a finding that was fixed and one that is new, in two accounts, so that no question is without an answer. */
function changeKeys(organization: SimulatedOrganization): void {
  const isOld = ({ createdAt }: { readonly createdAt: Date }): boolean =>
    createdAt < daysBefore(now, 400);
  const [fixed, ...others] = [...organization.accounts.values()]
    .filter(({ roles, state }) => roles.length > 0 && state === 'ACTIVE')
    .flatMap((account) => listUsers(account).map((user) => ({ accountId: account.id, user })))
    .filter(({ user }) => user.keys.length === 1 && user.keys.every(isOld));
  const added = others.find(({ accountId }) => accountId !== fixed?.accountId);
  if (fixed === undefined || added === undefined) throw new Error('Nobody has a single, old key.');
  const rotatedId = fixed.user.keys[0]?.id ?? '';
  rotateAccessKey(organization, fixed.accountId, fixed.user.name, rotatedId, now);
  addAccessKey(organization, added.accountId, added.user.name, {
    createdAt: daysBefore(now, 500),
    lastUsed: { at: daysBefore(now, 1), region: 'ap-northeast-3', service: 'ec2' },
  });
}
