import type {
  AccountOrder,
  AccountOutcomeRow,
  AccountVisit,
  InventoryAccessKey,
  InventoryAccount,
  InventoryUser,
  Scan,
} from '@credsweep/core';
import type { FindingFilter, FindingRecord } from '@credsweep/postgres';
import * as z from 'zod';
import { cutPage, readCursor } from '../cursor.ts';
import type { WebSources } from '../web-sources.ts';

/** A page of a list. */
export type Page<Row> = { readonly items: readonly Row[]; readonly nextCursor: string | null };

/** Which page is asked for. */
export type PageRequest = { readonly cursor?: string | undefined; readonly limit: number };

/** Reads a page of accounts. */
export async function readAccountPage(
  { inventory }: WebSources,
  request: PageRequest & { readonly order: AccountOrder; readonly text: string | null },
): Promise<Page<InventoryAccount>> {
  const { order, limit } = request;
  const isName = order === 'name';
  const after = readCursor(
    request.cursor,
    z.tuple([isName ? plainText : databaseInteger, accountId]),
  );
  const rows = await inventory.listAccounts({
    order,
    text: request.text,
    after: after === null ? null : { value: after[0], accountId: after[1] },
    limit: limit + 1,
  });
  return cutPage(rows, limit, (account) => [orderValue(account, order), account.accountId]);
}

/** Reads a page of users. */
export async function readUserPage(
  { inventory }: WebSources,
  request: PageRequest & { readonly accountId: string | null; readonly isStale: boolean | null },
): Promise<Page<InventoryUser>> {
  const after = readCursor(request.cursor, z.tuple([accountId, arn]));
  const rows = await inventory.listUsers({
    accountId: request.accountId,
    isStale: request.isStale,
    after: after === null ? null : { accountId: after[0], userArn: after[1] },
    limit: request.limit + 1,
  });
  return cutPage(rows, request.limit, (user) => [user.accountId, user.userArn]);
}

/** Reads a page of access keys. */
export async function readAccessKeyPage(
  { inventory }: WebSources,
  request: PageRequest & { readonly accountId: string | null; readonly isHighRisk: boolean | null },
): Promise<Page<InventoryAccessKey>> {
  const after = readCursor(request.cursor, z.tuple([accountId, arn, z.int().min(0).max(32_767)]));
  const rows = await inventory.listAccessKeys({
    accountId: request.accountId,
    isHighRisk: request.isHighRisk,
    after: after === null ? null : { accountId: after[0], userArn: after[1], keySlot: after[2] },
    limit: request.limit + 1,
  });
  return cutPage(rows, request.limit, (key) => [key.accountId, key.userArn, key.keySlot]);
}

/** Reads a page of findings, the gravest first. */
export async function readFindingPage(
  { findings }: WebSources,
  { cursor, limit, ...filter }: PageRequest & Omit<FindingFilter, 'after' | 'limit'>,
): Promise<Page<FindingRecord>> {
  const after = readCursor(
    cursor,
    z.tuple([
      z.enum(['critical', 'high', 'medium', 'low']).nullable(),
      z.iso.datetime().nullable(),
      z.int().min(1),
    ]),
  );
  const rows = await findings.listFindings({
    ...filter,
    ...(after === null
      ? {}
      : {
          after: {
            severity: after[0],
            keyCreatedAt: after[1] === null ? null : new Date(after[1]),
            findingId: after[2],
          },
        }),
    limit: limit + 1,
  });
  return cutPage(rows, limit, ({ severity, keyCreatedAt, findingId }) => [
    severity,
    keyCreatedAt?.toISOString() ?? null,
    findingId,
  ]);
}

/** Reads a page of scans, newest first. */
export async function readScanPage(
  { inventory }: WebSources,
  { cursor, limit }: PageRequest,
): Promise<Page<Scan>> {
  const before = readCursor(cursor, z.tuple([databaseInteger]));
  return cutPage(await inventory.listScans(before?.[0] ?? null, limit + 1), limit, ({ scanId }) => [
    scanId,
  ]);
}

/** Reads a page of what became of the accounts of a scan. */
export async function readOutcomePage(
  { inventory }: WebSources,
  request: PageRequest & {
    readonly scanId: number;
    readonly states: readonly AccountVisit['state'][] | null;
  },
): Promise<Page<AccountOutcomeRow>> {
  const after = readCursor(request.cursor, z.tuple([accountId]));
  const { scanId, states, limit } = request;
  const rows = await inventory.listOutcomes({
    scanId,
    states,
    after: after?.[0] ?? null,
    limit: limit + 1,
  });
  return cutPage(rows, limit, (outcome) => [outcome.accountId]);
}

function orderValue({ accountName, counts }: InventoryAccount, order: AccountOrder) {
  if (order === 'name') return accountName;
  const value = {
    'high-risk-keys': counts?.highRiskKeys,
    'stale-users': counts?.staleUsers,
    users: counts?.users,
  }[order];
  return value ?? -1;
}

const accountId = z.string().regex(/^\d{12}$/);
/** PostgreSQL has no NUL in texts. */
const plainText = z
  .string()
  .max(2048)
  .refine((text) => !text.includes('\0'));
const arn = plainText;
const databaseInteger = z.int().min(-1).max(2_147_483_647);
