import { alertSettingsSchema, isAccountId, webSettingsSchema } from '@credsweep/core';
import * as z from 'zod';

const accountId = z
  .string()
  .refine(isAccountId, { error: 'is not an AWS account id (12 digits)' })
  .meta({ pattern: '^[0-9]{12}$' });
const organizationalUnitId = z
  .string()
  .regex(/^(ou-[a-z0-9]{4,32}-[a-z0-9]{8,32}|r-[a-z0-9]{4,32})$/, {
    error: 'is not the id of an organizational unit (ou-…) or root (r-…)',
  });
const days = z.coerce.number().pipe(z.int().min(0).max(36_500));
const tagKey = z
  .string({ error: 'is not the key of a tag' })
  .trim()
  .min(1, { error: 'is not the key of a tag' })
  .max(128, { error: 'is longer than the key of a tag may be (128)' });
const repeated = <Item extends z.ZodType>(item: Item) => z.array(item).max(10_000);

/** Settings of a scan and of a worker, from flags and the configuration file. */
export const configurationSchema = z.strictObject({
  roleName: z
    .string()
    .regex(/^[\w+=,.@/-]{1,512}$/, { error: 'is not the name of an IAM role' })
    .describe('Name of the role that is assumed in each account, with its path if it has one.'),
  externalId: z
    .string()
    .regex(/^[\w+=,.@:/-]{2,1224}$/, {
      error: 'is not an external id (2 to 1224 letters, digits or +=,.@:/-)',
    })
    .nullable()
    .describe('External id that is presented when the role is assumed; null: none.'),
  policy: z
    .string()
    .min(1)
    .describe('Name of a preset (default, netwrix, cis, pci, aws), or path of a policy file.'),
  staleAfterDays: days
    .optional()
    .describe('Days after which a user is stale; replaces that of the policy.'),
  keyRotationDays: days
    .optional()
    .describe('Days within which a key must have been rotated; replaces that of the policy.'),
  keyIds: z
    .enum(['flagged', 'all'])
    .describe('Which access keys are named by their ids: those that are flagged, or all.'),
  concurrency: z.coerce
    .number()
    .pipe(z.int().min(1).max(1000))
    .describe('Accounts that one process reads at the same time.'),
  maxConcurrentAccounts: z.coerce
    .number()
    .pipe(z.int().min(0).max(10_000))
    .optional()
    .describe(
      'Accounts that all workers together read at the same time; 0 or left out: as many as they can.',
    ),
  ou: repeated(organizationalUnitId).describe(
    'Organizational units, or roots, below which accounts are taken; empty: all.',
  ),
  account: repeated(accountId).describe('Accounts that are taken, in quotes; empty: all.'),
  exclude: repeated(accountId).describe('Accounts that are left out, in quotes.'),
  failOn: repeated(z.enum(['stale-users', 'high-risk-keys', 'new-high-risk-keys'])).describe(
    'What makes `scan` exit with 4.',
  ),
  owners: z
    .strictObject({
      userTag: tagKey
        .optional()
        .describe('Key of the tag of a user; costs one ListUserTags for each flagged user.'),
      accountTag: tagKey
        .optional()
        .describe('Key of the tag of an account; costs one ListTagsForResource for each account.'),
      map: z
        .string()
        .min(1)
        .optional()
        .describe('Path of a CSV file with the header account_id,user_name,owner.'),
    })
    .optional()
    .describe(
      "Who answers for users and keys; the owner map wins over the user's tag, that one over the account's.",
    ),
  /** Absent also where a command that tells nobody was started. */
  alerts: alertSettingsSchema
    .optional()
    .describe('Who is told of new high-risk keys, and how. `${NAME}` is replaced by a variable.'),
  /** Absent also from every command but `serve`. */
  web: webSettingsSchema
    .optional()
    .describe('Who may use `credsweep serve`. `${NAME}` is replaced by a variable.'),
});

/** The configuration file names what differs from the defaults. */
export const configurationFileSchema = configurationSchema.partial();

/** Settings that a configuration file names. */
export type ConfigurationFile = Readonly<z.infer<typeof configurationFileSchema>>;

/** What holds where neither flags nor the file say otherwise. */
export const defaultConfiguration = {
  roleName: 'OrganizationAccountAccessRole',
  externalId: null,
  policy: 'default',
  keyIds: 'flagged',
  concurrency: 16,
  ou: [],
  account: [],
  exclude: [],
  failOn: [],
} as const satisfies Partial<Configuration>;

/** Settings that hold for one run. */
export type Configuration = Readonly<z.infer<typeof configurationSchema>>;

/** What a scan can be made to fail on. */
export type FailOn = Configuration['failOn'][number];
