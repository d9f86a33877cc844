import { Client } from 'pg';
import { databaseName, type Cluster } from './data-folder.ts';

/** Gives the url of the database, password included. */
export function toDatabaseUrl(cluster: Cluster, port: number): string {
  return `postgresql://${databaseName}:${cluster.password}@127.0.0.1:${port}/${databaseName}`;
}

/**
 * Signs in, makes the database if it is missing, and gives the version of the server. Throws if what listens on the
 * port is not the server of this cluster: only that knows the password, and signing in proves it to both sides.
 */
export async function ensureDatabase(cluster: Cluster, port: number): Promise<string> {
  const client = new Client({
    host: '127.0.0.1',
    port,
    user: databaseName,
    password: cluster.password,
    database: 'postgres',
    connectionTimeoutMillis: connectTimeoutMs,
    ssl: false,
  });
  client.on('error', () => undefined);
  try {
    await client.connect();
    const found = await client.query<{ version: string; folder: string; exists: boolean }>(
      `select split_part(current_setting('server_version'), ' ', 1) as version,
              current_setting('data_directory') as folder,
              exists (select from pg_database where datname = $1) as exists`,
      [databaseName],
    );
    const [row] = found.rows;
    if (row === undefined || row.folder !== cluster.dataFolder)
      throw new Error(`port ${port} serves another data folder`);
    if (!row.exists) await client.query(`create database ${databaseName}`);
    return row.version;
  } finally {
    await client.end();
  }
}

const connectTimeoutMs = 5000;
