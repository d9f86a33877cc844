import { writeFile } from 'node:fs/promises';
import { createTemplate, startPostgresServer } from '@credsweep/testkit';
import { describeSchema } from './testing/describe-schema.ts';

// Migrates a database on a server of its own and writes `packages/postgres/schema.sql`: npm run db:dump
const server = await startPostgresServer();
try {
  const template = await createTemplate(server.url('postgres'));
  const database = await template.cloneDatabase();
  await writeFile(new URL('../schema.sql', import.meta.url), await describeSchema(database.pool));
  await database.drop();
} finally {
  await server.stop();
}
