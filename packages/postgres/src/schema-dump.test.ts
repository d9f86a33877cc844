import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { usePostgres } from '@credsweep/testkit';
import { describeSchema } from './testing/describe-schema.ts';

const postgres = usePostgres();

test('schema.sql is the schema that the migrations make', async () => {
  const { pool } = await postgres.cloneDatabase();
  const committed = await readFile(new URL('../schema.sql', import.meta.url), 'utf8');
  expect(await describeSchema(pool), 'The migrations have changed. Run: npm run db:dump').toBe(
    committed,
  );
});
