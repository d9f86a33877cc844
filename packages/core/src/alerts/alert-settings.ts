import * as z from 'zod';
import { severities } from '../judge-severity.ts';
import { unlessMissing } from '../describe-issue.ts';
import { findAlertSettingProblems } from './find-alert-setting-problems.ts';

const webUrl = z
  .url({ protocol: /^https?$/, error: unlessMissing('is not a web address (https://…)') })
  .max(2000);
const pattern = z
  .string({
    error: ({ input }) =>
      typeof input === 'number' ? 'put it in quotes, for YAML reads it as a number' : undefined,
  })
  .min(1)
  .max(300);
const mailAddress = z
  .string()
  .max(320)
  .regex(/^[^\s@<>]+@[^\s@<>]+$|^[^\r\n<>]*<[^\s@<>]+@[^\s@<>]+>$/, {
    error: 'is not a mail address, such as team@example.com or "Name <team@example.com>"',
  });

/** Collects the findings of a day into one message, sent at this time. */
const digestSchema = z.strictObject({
  at: z
    .string()
    .regex(/^([01]\d|2[0-3]):[0-5]\d$/, {
      error: 'is not a time of day in quotes, such as "08:00"',
    })
    .describe('Time of day, in quotes.'),
  timeZone: z
    .string()
    .refine(isTimeZone, { error: 'is not a time zone, such as Europe/Berlin' })
    .default('UTC')
    .describe('IANA name of the time zone of `at`.'),
});

const anyChannel = {
  timeoutSeconds: z
    .number()
    .min(0.1)
    .max(120)
    .default(15)
    .describe('How long the receiver may take to answer.'),
  digest: digestSchema
    .optional()
    .describe('Collects what is new into one message a day, sent at this time.'),
};

const channelSchema = z.discriminatedUnion('type', [
  z.strictObject({
    ...anyChannel,
    type: z.literal('slack'),
    url: webUrl.describe('Address of the incoming webhook; whoever has it can post.'),
  }),
  z.strictObject({
    ...anyChannel,
    type: z.literal('webhook'),
    url: webUrl.describe('Address that messages are posted to.'),
    secret: z
      .string()
      .regex(/^whsec_[A-Za-z0-9+/]{32,86}={0,2}$/, {
        error: 'is not a signing secret: whsec_ and 24 to 64 random bytes in base64',
      })
      .describe('Signing secret of Standard Webhooks: `whsec_` and 24 to 64 bytes in base64.'),
    format: z
      .enum(['credsweep', 'ocsf'])
      .default('credsweep')
      .describe('What is sent: the message of credsweep, or an OCSF event for each key.'),
    headers: z
      .record(z.string().regex(/^[A-Za-z0-9-]+$/), z.string().regex(/^[^\r\n]*$/))
      .default({})
      .describe('More headers, such as `Authorization`.'),
  }),
  z.strictObject({
    ...anyChannel,
    type: z.literal('email'),
    url: z
      .url({
        protocol: /^smtps?$/,
        error: unlessMissing('is not a mail server (smtps://… or smtp://…)'),
      })
      .describe('`smtps://user:password@host:465`, or `smtp://host:587`, which upgrades to TLS.'),
    from: mailAddress.describe('Sender.'),
    to: z.array(mailAddress).min(1).max(50).describe('Recipients.'),
  }),
  z.strictObject({
    ...anyChannel,
    type: z.literal('sns'),
    topicArn: z
      .string()
      .regex(/^arn:aws[a-z-]*:sns:[a-z0-9-]+:\d{12}:[\w-]{1,256}(\.fifo)?$/, {
        error: 'is not the ARN of an SNS topic',
      })
      .describe('ARN of the topic.'),
  }),
  z.strictObject({
    ...anyChannel,
    type: z.literal('teams'),
    url: webUrl.describe('Address of the workflow "When a Teams webhook request is received".'),
  }),
  z.strictObject({
    ...anyChannel,
    type: z.literal('json-lines'),
    path: z
      .string()
      .min(1)
      .describe('File that lines are appended to; `-` is the standard output.'),
  }),
]);

/** Which findings go to which channels; a finding must meet every condition that is there. */
const routeSchema = z.strictObject({
  channels: z.array(z.string()).min(1).describe('Names of the channels.'),
  minSeverity: z.enum(severities).optional().describe('This severity and graver ones.'),
  accounts: z
    .array(pattern)
    .min(1)
    .optional()
    .describe('Account ids in quotes; `*` and `?` allowed.'),
  ous: z
    .array(pattern)
    .min(1)
    .optional()
    .describe('Ids of organizational units or roots, at any depth above the account.'),
  owners: z.array(pattern).min(1).optional().describe('Owners; `*` and `?` allowed.'),
  tags: z
    .record(z.string().min(1), pattern)
    .optional()
    .describe('Tags of the user, all of them; values with `*` and `?`.'),
});

/** The section `alerts` of the configuration, with secrets in the place of `${VARIABLES}`. */
export const alertSettingsSchema = z
  .strictObject({
    reportUrl: webUrl
      .optional()
      .describe('Where a person reads more; `{scanId}` stands for the scan.'),
    allowInsecure: z
      .boolean()
      .default(false)
      .describe('Lets messages and secrets travel over plain http and smtp to other machines.'),
    baseline: z
      .enum(['summary', 'list', 'none'])
      .default('summary')
      .describe('What is said of the first completed scan: counts only, every key, or nothing.'),
    channels: z
      .record(
        z.string().regex(/^[A-Za-z0-9][\w.-]{0,49}$/, {
          error: 'is not the name of a channel: up to 50 letters, digits, "-", "_" and "."',
        }),
        channelSchema,
      )
      .default({})
      .describe('Channels by name; each has a `type`.'),
    routes: z
      .array(routeSchema)
      .max(1000)
      .default([])
      .describe('Which findings go to which channels. One that no route names gets everything.'),
  })
  .superRefine(
    (settings, context) => {
      for (const { path, message } of findAlertSettingProblems(settings))
        context.addIssue({ code: 'custom', path: [...path], message });
    },
    // Also where something else is wrong, so that all is told at once.
    { when: () => true },
  );

/** Who is told of new findings, and how. Holds secrets: never stored, never logged. */
export type AlertSettings = Readonly<z.infer<typeof alertSettingsSchema>>;

/** How one channel is reached. Holds secrets. */
export type AlertChannelSettings = AlertSettings['channels'][string];

/** The kinds of channels. */
export type AlertChannelType = AlertChannelSettings['type'];

/** One rule of routing. */
export type AlertRoute = AlertSettings['routes'][number];

/** When the digest of a channel is sent. */
export type AlertDigest = NonNullable<AlertChannelSettings['digest']>;

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}
