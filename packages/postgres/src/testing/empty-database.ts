import { randomBytes } from 'node:crypto';
import pg from 'pg';

/** Password of the roles that `createEmptyDatabase` makes. */
export const testPassword = 'secret-of-the-test';

/**
 * Creates a database without credsweep's schema and gives its URL.
 *
 * @param options.login role that the URL names, with a password and without rights of its own
 */
export async function createEmptyDatabase(
  adminUrl: string,
  { login }: { readonly login?: string } = {},
): Promise<string> {
  const name = `empty_${randomBytes(8).toString('hex')}`;
  await runAsAdmin(adminUrl, adminUrl, `create database ${name} template template0`);
  const url = new URL(adminUrl);
  url.pathname = `/${name}`;
  if (login !== undefined) {
    await runAsAdmin(
      adminUrl,
      adminUrl,
      `drop role if exists ${login}; create role ${login} login password '${testPassword}'`,
    );
    url.username = login;
    url.password = testPassword;
  }
  return url.href;
}

/** Runs statements in the database of a URL as the superuser. */
export async function runAsAdmin(
  adminUrl: string,
  databaseUrl: string,
  sql: string,
): Promise<void> {
  const url = new URL(adminUrl);
  url.pathname = new URL(databaseUrl).pathname;
  const client = new pg.Client({ connectionString: url.href });
  await client.connect();
  try {
    for (const statement of sql.split(';')) await client.query(statement);
  } finally {
    await client.end();
  }
}
