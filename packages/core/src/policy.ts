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
    /** Account id, `*` and `?` allowed. */
    account: pattern.optional(),
    /** IAM user name, `*` and `?` allowed. */
    user: pattern.optional(),
    /** Access key id, `*` and `?` allowed. */
    key: pattern.optional(),
    /** Tag of the user; AWS is asked for the tags of flagged users then. Nothing else has tags, the root user neither. */
    tag: z
      .strictObject({
        /** Key of the tag, in whatever case. */
        key: z.string().min(1).max(128),
        /** Value of the tag, `*` and `?` allowed; left out: any. */
        value: z
          .string({
            error: ({ input }) =>
              input === undefined
                ? undefined
                : 'put it in quotes, for YAML does not read it as text',
          })
          .max(256)
          .optional(),
      })
      .optional(),
    reason: z.string().min(1).max(500),
    /** Last day (UTC) on which the exemption holds. */
    expires: z.iso.date(),
  })
  .refine(({ account, user, key, tag }) => (account ?? user ?? key ?? tag) !== undefined, {
    error: 'name an account, a user, a key or a tag',
  });

/** The thresholds and rules by which a scan judges. */
export const policySchema = z.strictObject({
  /** Name of the preset that the policy started from, or a name of your own. */
  name: z.string().min(1).max(100).default('default'),
  staleRule: z.enum(['login', 'activity']).default('login'),
  staleAfterDays: days.default(60),
  keyRotationDays: days.default(365),
  neverUsedKeyGraceDays: days.default(7),
  includeInactiveKeys: z.boolean().default(false),
  /** Upper bounds of the age bands, in days, ascending. */
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
    .default([90, 180, 365]),
  exemptions: z.array(exemptionSchema).max(10_000).default([]),
});

/** The thresholds and rules by which a scan judges; stored with the scan. */
export type Policy = Readonly<z.infer<typeof policySchema>>;

/** Forgives what the patterns cover, for a reason and until a day. */
export type Exemption = Policy['exemptions'][number];
