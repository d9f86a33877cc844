import { z } from '@hono/zod-openapi';
import { severities } from '@credsweep/core';

const time = z.iso.datetime();
const count = z.int().min(0);
const accountId = z.string().openapi({ example: '123456789012' });

/** The schemas of what the API gives, by their names in the OpenAPI document. */
export const problemSchema = z
  .object({
    type: z.string().openapi({ example: 'urn:credsweep:error:scan_not_found' }),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    code: z.string().openapi({ example: 'scan_not_found' }),
    requestId: z.string(),
  })
  .openapi('Problem');

const scanState = z.enum([
  'listing',
  'scanning',
  'closing',
  'completed',
  'interrupted',
  'cancelled',
  'failed',
]);
const visitState = z.enum(['waiting', 'scanned', 'failed', 'skipped']);
/** The severity of a high-risk key. */
export const severitySchema = z.enum(severities);
/** Where a finding stands. */
export const findingStateSchema = z.enum(['open', 'resolved', 'exempted']);

export const scanSchema = z
  .object({
    scanId: z.int(),
    organizationId: z.string().nullable(),
    state: scanState,
    asOf: time,
    startedAt: time,
    finishedAt: time.nullable(),
    policy: z.string(),
    failure: z.object({ code: z.string(), message: z.string() }).nullable(),
  })
  .openapi('Scan');

export const scanStatusSchema = z
  .object({
    scanId: z.int(),
    organizationId: z.string().nullable(),
    state: scanState,
    startedAt: time,
    finishedAt: time.nullable(),
    policy: z.string(),
    accounts: count,
    scanned: count,
    failed: count,
    skipped: count,
    waiting: count,
    running: count,
    elapsedSeconds: z.number(),
    accountsPerMinute: z.number().nullable(),
    secondsLeft: z.number().nullable(),
    failuresByCode: z.array(z.object({ code: z.string(), accounts: count })),
    failure: z.object({ code: z.string(), message: z.string() }).nullable(),
    /** Why the scan does not go on, in a sentence. */
    stall: z.string().nullable(),
  })
  .openapi('ScanStatus');

export const summarySchema = z
  .object({
    scanId: z.int(),
    organizationId: z.string().nullable(),
    state: scanState,
    asOf: time,
    startedAt: time,
    finishedAt: time.nullable(),
    policy: z.string(),
    coverage: z.object({
      accounts: count,
      scanned: count,
      failed: count,
      skipped: count,
      percent: z.number(),
    }),
    users: count,
    staleUsers: count,
    accessKeys: count,
    activeAccessKeys: count,
    highRiskKeys: count,
    newHighRiskKeys: count,
    highRiskKeysBySeverity: z.record(severitySchema, count).nullable(),
    failures: z.array(z.object({ accountId, code: z.string(), message: z.string() })),
  })
  .openapi('Summary');

const visitSchema = z
  .object({
    scanId: z.int(),
    asOf: time,
    state: visitState,
    code: z.string().nullable(),
    message: z.string().nullable(),
  })
  .openapi('AccountVisit');

export const outcomeSchema = z
  .object({
    accountId,
    accountName: z.string(),
    state: visitState,
    code: z.string().nullable(),
    message: z.string().nullable(),
    attempts: count,
    finishedAt: time.nullable(),
  })
  .openapi('AccountOutcome');

export const accountSchema = z
  .object({
    accountId,
    accountName: z.string(),
    organizationId: z.string(),
    accountState: z.string(),
    organizationPath: z.string().nullable(),
    counts: z
      .object({
        users: count,
        staleUsers: count,
        accessKeys: count,
        highRiskKeys: count,
        dataAsOf: time,
      })
      .nullable(),
    newestScan: visitSchema,
  })
  .openapi('Account');

export const userSchema = z
  .object({
    accountId,
    accountName: z.string(),
    userName: z.string(),
    userArn: z.string(),
    createdAt: time,
    passwordEnabled: z.boolean(),
    lastLoginAt: time.nullable(),
    daysSinceLogin: count.nullable(),
    lastKeyUsedAt: time.nullable(),
    daysSinceKeyUse: z.int().nullable(),
    daysSinceActivity: count.nullable(),
    mfaActive: z.boolean(),
    activeKeyCount: count,
    isStale: z.boolean(),
    staleReason: z.string().nullable(),
    owner: z.string().nullable(),
    dataAsOf: time,
  })
  .openapi('User');

export const accessKeySchema = z
  .object({
    accountId,
    accountName: z.string(),
    userName: z.string(),
    userArn: z.string(),
    isRoot: z.boolean(),
    accessKeyId: z.string().nullable(),
    keySlot: z.int(),
    status: z.enum(['Active', 'Inactive']),
    lastRotatedAt: time.nullable(),
    ageDays: z.int().nullable(),
    ageBand: z.string(),
    lastUsedAt: time.nullable(),
    daysSinceUsed: z.int().nullable(),
    lastUsedRegion: z.string().nullable(),
    lastUsedService: z.string().nullable(),
    isHighRisk: z.boolean(),
    riskReasons: z.array(z.string()),
    severity: severitySchema.nullable(),
    owner: z.string().nullable(),
    dataAsOf: time,
  })
  .openapi('AccessKey');

export const findingSchema = z
  .object({
    findingId: z.int(),
    organizationId: z.string(),
    accountId,
    accountName: z.string(),
    userName: z.string(),
    userArn: z.string(),
    isRoot: z.boolean(),
    accessKeyId: z.string().nullable(),
    keyCreatedAt: time.nullable(),
    state: findingStateSchema,
    severity: severitySchema.nullable(),
    riskReasons: z.array(z.string()),
    firstFlaggedAt: time,
    lastSeenAt: time,
    reopenedCount: count,
    reopenedAt: time.nullable(),
    resolvedAt: time.nullable(),
    resolution: z.string().nullable(),
    exemption: z
      .object({
        until: z.string().nullable(),
        reason: z.string().nullable(),
        by: z.string(),
      })
      .nullable(),
    daysOpen: z.int().nullable(),
    timeToFixDays: z.int().nullable(),
    owner: z.string().nullable(),
  })
  .openapi('Finding');

export const findingWithEventsSchema = findingSchema
  .extend({
    events: z.array(
      z.object({
        event: z.enum(['opened', 'reopened', 'resolved', 'exempted', 'exemption_ended']),
        at: time,
        scanId: z.int().nullable(),
        isNews: z.boolean(),
        resolution: z.string().nullable(),
        exemptedUntil: z.string().nullable(),
        reason: z.string().nullable(),
        actor: z.string().nullable(),
      }),
    ),
  })
  .openapi('FindingWithEvents');

/** A page of a list; `nextCursor` is null on the last one. */
export function pageOf<Item extends z.ZodType>(item: Item, name: string) {
  return z.object({ items: z.array(item), nextCursor: z.string().nullable() }).openapi(name);
}
