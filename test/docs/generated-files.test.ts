import { listGeneratedFiles } from '@credsweep/docs/generate';
import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import * as z from 'zod';

const repository = fileURLToPath(new URL('../..', import.meta.url));
const files = await listGeneratedFiles();

test.each(files)('$path says what the code says', ({ path, content }) => {
  const committed = readFileSync(`${repository}${path}`, 'utf8');
  expect(content, 'The code has changed. Run: npm run docs:generate').toBe(committed);
});

test('every environment variable that the program reads is described, and no other', () => {
  const [, table = ''] = read('docs/configuration.md').split('## Environment variables');
  const described = [...table.matchAll(/^\| `([A-Z_]+)`/gm)].map(([, name]) => name);
  const sources = globSync('packages/{aws,cli}/src/**/*.ts', { cwd: repository })
    .filter((path) => !path.endsWith('.test.ts'))
    .map((path) => readFileSync(`${repository}${path}`, 'utf8'));
  const isRead = /environment\['([A-Z_]+)'\]|Variable = '([A-Z_]+)'|^ {2}'(AWS_ENDPOINT_URL)',/gm;
  const names = sources.flatMap((source) =>
    [...source.matchAll(isRead)].map(([, indexed, named, listed]) => indexed ?? named ?? listed),
  );
  expect(new Set(described)).toEqual(new Set(names));
});

test.each([
  ['nothing', {}, true],
  ['a number', { concurrency: 20 }, true],
  ['a number that is too large', { concurrency: 100_000 }, false],
  ['a setting that does not exist', { concurency: 20 }, false],
  ['an account id without its quotes', { account: [123_456_789_012] }, false],
  ['an id of twelve digits', { account: ['123456789012'] }, true],
  ['an id of eleven digits', { account: ['12345678901'] }, false],
  ['a secret in a variable', withChannel({ type: 'slack', url: '${SLACK_URL}' }), true],
  [
    'a secret that is none',
    withChannel({ type: 'webhook', url: 'https://a.b', secret: 'x' }),
    false,
  ],
  ['a channel of no type', withChannel({ type: 'pager', url: 'https://a.b' }), false],
])('the JSON Schema for editors tells of a configuration with %s', (_name, settings, isValid) => {
  expect(readSchema('credsweep.config').safeParse(settings).success).toBe(isValid);
});

test.each([
  [{ preset: 'cis', staleAfterDays: 30 }, true],
  [{ preset: 'strict' }, false],
  [{ exemptions: [{ user: 'bot', reason: 'why', expires: '2027-06-30' }] }, true],
  [{ exemptions: [{ user: 'bot', expires: '2027-06-30' }] }, false],
])('the JSON Schema for editors takes the policy %j: %s', (policy, isValid) => {
  expect(readSchema('credsweep.policy').safeParse(policy).success).toBe(isValid);
});

function withChannel(channel: object): object {
  return { alerts: { channels: { security: channel } } };
}

function readSchema(name: string): z.ZodType {
  return z.fromJSONSchema(JSON.parse(read(`packages/cli/schemas/${name}.schema.json`)));
}

function read(path: string): string {
  return readFileSync(`${repository}${path}`, 'utf8');
}
