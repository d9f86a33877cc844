import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { usePostgres } from '@credsweep/testkit';
import { describeViews } from './testing/describe-views.ts';

const postgres = usePostgres();

test('docs/schema.md says what the comments in the migrations say', async () => {
  const { pool } = await postgres.cloneDatabase();
  const committed = await readFile(new URL('../../../docs/schema.md', import.meta.url), 'utf8');
  expect(await describeViews(pool), 'The migrations have changed. Run: npm run db:dump').toBe(
    committed,
  );
});

test('a view or column that nobody has described is named', async () => {
  const { pool } = await postgres.cloneDatabase();
  await pool.query(`comment on view credsweep.owner_summary is null`);
  await pool.query(`comment on column credsweep.root_credentials.mfa_active is null`);
  await expect(describeViews(pool)).rejects.toThrow(
    'Without a comment: owner_summary, root_credentials.mfa_active.',
  );
});
