import * as z from 'zod';

const days = z.int().min(0).max(36_500);
const pattern = z
  .string({
    error: ({ input }) =>
      typeof input === 'number' ? 'put it in quotes, for YAML reads it as a number' : undefined,
  })
  .min(1)
  .max(200);

const exemptionSchema = z
  .strictObject({
    account: pattern.optional().describe('Account id in quotes; `*` and `?` allowed.'),
    user: pattern
      .optional()
      .describe('IAM user name; `*` and `?` allowed. The root user only as `<root_account>`.'),
    key: pattern.optional().describe('Access key id; `*` and `?` allowed.'),
    tag: z
      .strictObject({
        key: z.string().min(1).max(128).describe('Key of the tag, in whatever case.'),
        value: z
          .string({
            error: ({ input }) =>
              input === undefined
                ? undefined
                : 'put it in quotes, for YAML does not read it as text',
          })
          .max(256)
          .optional()
          .describe('Value of the tag; `*` and `?` allowed. Left out: any.'),
      })
      .optional()
      .describe('Tag of the user; the tags of flagged users are read then. Root has none.'),
    reason: z.string().min(1).max(500).describe('Why.'),
    expires: z.iso.date().describe('Last day (UTC) on which the exemption holds.'),
  })
  .refine(({ account, user, key, tag }) => (account ?? user ?? key ?? tag) !== undefined, {
    error: 'name an account, a user, a key or a tag',
  });

/** The thresholds and rules by which a scan judges. */
export const policySchema = z.strictObject({
  name: z
    .string()
    .min(1)
    .max(100)
    .describe('Name that reports show; of a file, by default, its preset and its path.')
    .default('default'),
  staleRule: z
    .enum(['login', 'activity'])
    .describe('`login`: only logins count. `activity`: the use of access keys counts, too.')
    .default('login'),
  staleAfterDays: days.describe('A user is stale after more than so many days.').default(60),
  keyRotationDays: days
    .describe('A key is overdue when it was last rotated more than so many days ago.')
    .default(365),
  neverUsedKeyGraceDays: days
    .describe('A key that was never used is high-risk when it is older than so many days.')
    .default(7),
  includeInactiveKeys: z.boolean().describe('Whether inactive keys are judged.').default(false),
  ageBandsDays: z
    .array(z.int().min(1).max(36_500))
    .min(1)
    .max(10)
    .refine(
      (bounds) => bounds.every((bound, index) => index === 0 || bound > (bounds[index - 1] ?? 0)),
      {
        error: 'the bounds must ascend',
      },
    )
    .describe('Upper bounds of the age bands, in days, ascending.')
    .default([90, 180, 365]),
  exemptions: z
    .array(exemptionSchema)
    .max(10_000)
    .describe('What the policy forgives; every condition of an exemption must be met.')
    .default([]),
});

/** The thresholds and rules by which a scan judges; stored with the scan. */
export type Policy = Readonly<z.infer<typeof policySchema>>;

/** Forgives what the patterns cover, for a reason and until a day. */
export type Exemption = Policy['exemptions'][number];
