import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  prepareReports,
  createTemplate,
  runCredsweep,
  type CredsweepRun,
} from '@credsweep/testkit';
import { addRole, removeRole, startSimulator } from '@credsweep/simulator';
import { tmpdir } from 'node:os';
import pg from 'pg';
import { inject } from 'vitest';
import { accountThatFailed, buildDocumentsWorld } from './documents-world.ts';
import { openPage, type Page } from './open-page.ts';
import type { Block } from './read-blocks.ts';

/** What the commands of all documents are run against. */
export interface DocumentStage {
  /** Gives a page a database of its own, in which the scans 7 and 12 are, and an empty folder. */
  openPage(blocks: readonly Block[]): Promise<Page>;
  close(): Promise<void>;
}

/** Sets the stage: the simulated organization, a receiver of alerts, and the database that each page gets a copy of. */
export async function openDocumentStage(): Promise<DocumentStage> {
  const adminUrl = inject('postgresAdminUrl');
  if (adminUrl === undefined)
    throw new Error('The run has no PostgreSQL: set globalSetup in vitest.config.ts.');
  const organization = buildDocumentsWorld(new Date());
  prepareReports(organization, new Date());
  const database = await (await createTemplate(adminUrl)).cloneDatabase();
  const simulator = await startSimulator({ organization });
  const receiver = createServer((request, response) => {
    request.resume().on('end', () => response.end('ok'));
  }).listen(0, '127.0.0.1');
  const scan = async (scanId: number): Promise<CredsweepRun> => {
    await database.pool.query(`alter table credsweep.scan alter scan_id restart with ${scanId}`);
    return runCredsweep(['scan'], {
      workingFolder: tmpdir(),
      environment: { ...simulator.environment, DATABASE_URL: database.url },
    });
  };
  removeRole(organization, accountThatFailed, 'OrganizationAccountAccessRole');
  const codes = [(await scan(7)).exitCode];
  addRole(organization, accountThatFailed, { name: 'OrganizationAccountAccessRole' });
  codes.push((await scan(12)).exitCode);
  if (codes.join() !== '3,0') throw new Error(`The scans 7 and 12 ended with ${codes.join()}.`);
  return {
    async openPage(blocks) {
      const { port } = receiver.address() as AddressInfo;
      const standIns = {
        DATABASE_URL: await copyDatabase(adminUrl, database.url),
        REDIS_URL: inject('redisUrl') ?? '',
        SLACK_WEBHOOK_URL: `http://127.0.0.1:${port}/services/T0/B0/x`,
        CREDSWEEP_READER_PASSWORD: 'of a test',
      };
      const { environment } = simulator;
      const page = await openPage({ organization, environment, standIns }, blocks);
      return {
        ...page,
        async close() {
          await page.close();
          await dropDatabase(adminUrl, standIns.DATABASE_URL);
        },
      };
    },
    async close() {
      receiver.close();
      await simulator.close();
      await database.drop();
      // Made by commands of the documents; a role belongs to the server, not to a database.
      await query(adminUrl, 'drop role if exists grafana_reader');
    },
  };
}

/** Copies a database that nobody is connected to any more; its identity becomes another one, for the jobs in Redis. */
async function copyDatabase(adminUrl: string, sourceUrl: string): Promise<string> {
  const source = new URL(sourceUrl).pathname.slice(1);
  const url = new URL(sourceUrl);
  url.pathname = `/${source}_${randomUUID().slice(0, 8)}`;
  const copy = url.pathname.slice(1);
  await query(
    adminUrl,
    `select pg_terminate_backend(pid) from pg_stat_activity where datname = '${source}'`,
  );
  await query(adminUrl, `create database "${copy}" template "${source}"`);
  await query(url.href, `update credsweep.instance set instance_id = '${randomUUID()}'`);
  return url.href;
}

async function dropDatabase(adminUrl: string, url: string): Promise<void> {
  await query(adminUrl, `drop database "${new URL(url).pathname.slice(1)}" with (force)`);
}

async function query(url: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}
