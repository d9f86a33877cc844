import * as z from 'zod';

/** What somebody may do in the web service: readers look, operators also start scans and exempt findings. */
export type WebRole = (typeof webRoles)[number];

const webRoles = ['reader', 'operator'] as const;
const network = z.union([z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()], {
  error: 'is not an address or a network, such as 10.0.0.0/8',
});
const headerName = z
  .string()
  .regex(/^[A-Za-z0-9-]{1,64}$/, { error: 'is not the name of an HTTP header' })
  .transform((name) => name.toLowerCase());

/** A token: long enough that nobody guesses it. */
export const webTokenSchema = z.strictObject({
  name: z
    .string()
    .regex(/^[\w.@+-]{1,64}$/, {
      error: 'is not a name of letters, digits and ._@+- (at most 64)',
    })
    .describe('Who holds it; stands beside what the holder does.'),
  role: z
    .enum(webRoles)
    .describe('Readers look; operators also start and cancel scans, and exempt findings.'),
  token: z
    .string()
    .min(20, { error: 'is shorter than 20 characters; make one with: openssl rand -hex 24' })
    .max(512, { error: 'is longer than 512 characters' })
    .describe('The token itself, best as `${NAME}`.'),
});

/** The section `web` of the configuration file: who may use `credsweep serve`. */
export const webSettingsSchema = z.strictObject({
  tokens: z.array(webTokenSchema).max(200).default([]).describe('Who may log in with a token.'),
  proxyAuth: z
    .strictObject({
      userHeader: headerName.describe('Header that names the user, such as X-Forwarded-Email.'),
      groupsHeader: headerName
        .optional()
        .describe('Header that holds the groups of the user, separated by commas.'),
      operatorGroup: z
        .string()
        .min(1)
        .optional()
        .describe('Group whose members are operators; without it everybody is a reader.'),
      trustedProxies: z
        .array(network)
        .min(1, { error: 'names no proxy; without one the headers could come from anybody' })
        .describe('Addresses or networks of the proxies; the headers of others do not count.'),
    })
    .optional()
    .describe('Whom a reverse proxy with a login of its own, such as oauth2-proxy, lets in.'),
  trustedProxies: z
    .array(network)
    .max(200)
    .default([])
    .describe(
      'Proxies whose `X-Forwarded-For` is believed, for limits and the log; those of `proxyAuth` are among them anyway.',
    ),
  publicUrl: z
    .url({ protocol: /^https?$/, error: 'is not the address of a website' })
    .transform((url) => new URL(url).origin)
    .optional()
    .describe('Where browsers find the service, such as https://credsweep.example.com.'),
});

/** The section as it is read. */
export type WebSettings = Readonly<z.infer<typeof webSettingsSchema>>;

/** A token and who holds it. */
export type WebToken = Readonly<z.infer<typeof webTokenSchema>>;
