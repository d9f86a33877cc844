import { writeFile } from 'node:fs/promises';
import { createTemplate, startPostgresServer } from '@credsweep/testkit';
import { describeSchema } from './testing/describe-schema.ts';
import { describeViews } from './testing/describe-views.ts';

// Migrates a database on a server of its own and writes `packages/postgres/schema.sql` and `docs/schema.md`:
// npm run db:dump
const server = await startPostgresServer();
try {
  const template = await createTemplate(server.url('postgres'));
  const database = await template.cloneDatabase();
  await writeFile(new URL('../schema.sql', import.meta.url), await describeSchema(database.pool));
  await writeFile(
    new URL('../../../docs/schema.md', import.meta.url),
    await describeViews(database.pool),
  );
  await database.drop();
} finally {
  await server.stop();
}
