import {
  channelName,
  channelSettings,
  listChannelVariables,
  type Variable,
} from './channel-settings.ts';
import type { InitAnswers } from './init-answers.ts';

/**
 * Writes the configuration file of some answers: what was chosen, and as comments every other setting with an example.
 * No secret stands in it, only the names of the variables that hold them.
 */
export function writeConfiguration(answers: InitAnswers): string {
  return [
    header,
    ...describeServers(answers),
    ...writeAccounts(answers),
    ...writeRules(answers),
    ...writeOwners(answers),
    ...writeAlerts(answers),
    title('Who may use "credsweep serve" (docs/web.md)'),
    ...webExample.map(comment),
    title('How fast'),
    '# Accounts that a process reads at the same time; and that all workers together read, 0 for no such cap.',
    comment('concurrency: 16'),
    comment('maxConcurrentAccounts: 200'),
    '',
  ].join('\n');
}

/** The environment variables that a scan with this file needs. */
export function listVariables({ database, queue, alertChannel }: InitAnswers): readonly Variable[] {
  return [
    ...(database === 'postgres' ? [databaseUrl] : []),
    ...(queue === 'redis' ? [redisUrl] : []),
    ...listChannelVariables(alertChannel),
  ];
}

function describeServers({ database, queue }: InitAnswers): readonly string[] {
  return [
    database === 'postgres'
      ? '# Database: the PostgreSQL (14 or newer) of the environment variable DATABASE_URL.'
      : '# Database: an embedded PostgreSQL in .credsweep, or in CREDSWEEP_HOME; DATABASE_URL names one of your own.',
    queue === 'redis'
      ? '# Queue: the Redis (6.2 or newer, maxmemory-policy noeviction) of the environment variable REDIS_URL.'
      : '# Queue: in the same PostgreSQL; REDIS_URL names a Redis for it.',
  ];
}

function writeAccounts({ roleName, externalId }: InitAnswers): readonly string[] {
  return [
    title('Which accounts are read, and how they are entered'),
    "# Role to assume in each account; the caller's own account is read with the caller's credentials.",
    setting('roleName', roleName),
    '# External id that the role asks for.',
    externalId === null ? comment('externalId: 0f3c9a12') : setting('externalId', externalId),
    '# Only accounts below these organizational units, only these accounts, all but these.',
    comment('ou: [ou-ab12-cdefghij]'),
    comment('account: ["123456789012"]'),
    comment('exclude: ["210987654321"]'),
  ];
}

function writeRules(answers: InitAnswers): readonly string[] {
  const { policy, staleAfterDays, keyRotationDays } = answers;
  return [
    title('By which rules they are judged'),
    '# default (60 days for users, 365 for keys), netwrix (the same, without grace for keys that were never used),',
    '# cis (45 and 90), pci and aws (90 and 90); or the path of a policy file (docs/rules.md).',
    setting('policy', policy),
    '# Days without login, and without rotation, over those of the policy.',
    staleAfterDays === null ? comment('staleAfterDays: 45') : `staleAfterDays: ${staleAfterDays}`,
    keyRotationDays === null
      ? comment('keyRotationDays: 90')
      : `keyRotationDays: ${keyRotationDays}`,
    '# Whose ids are asked for: those of flagged keys, or of all.',
    comment('keyIds: flagged'),
    '# What ends a scan with exit code 4: stale-users, high-risk-keys, new-high-risk-keys.',
    comment('failOn: [new-high-risk-keys]'),
  ];
}

function writeOwners({ owners: { userTag, accountTag, map } }: InitAnswers): readonly string[] {
  const heading = [
    title('Who answers for users and keys (docs/owners.md)'),
    '# The owner map wins over the tag of the user, that one over the tag of the account.',
  ];
  const examples = ['  userTag: Owner', '  accountTag: team', '  map: owners.csv'];
  if ((userTag ?? accountTag ?? map) === null)
    return [...heading, ...['owners:', ...examples].map(comment)];
  const chosen = { userTag, accountTag, map };
  return [
    ...heading,
    'owners:',
    ...Object.entries(chosen).map(([name, value], index) =>
      value === null ? comment(examples[index] ?? '') : `  ${setting(name, value)}`,
    ),
  ];
}

function writeAlerts({ alertChannel }: InitAnswers): readonly string[] {
  const section = [
    'alerts:',
    '  channels:',
    `    ${channelName}:`,
    ...channelSettings[alertChannel === 'none' ? 'slack' : alertChannel].map(
      (line) => `      ${line}`,
    ),
  ];
  return [
    title('Who is told of new high-risk keys (docs/alerts.md)'),
    ...(alertChannel === 'none' ? section.map(comment) : section),
    ...alertExamples.map(comment),
  ];
}

function title(text: string): string {
  return `\n# --- ${text} ${'-'.repeat(Math.max(3, 100 - text.length))}\n`;
}

/** JSON is YAML, so that no name of a role or a tag is taken for a number. */
function setting(name: string, value: string): string {
  return `${name}: ${JSON.stringify(value)}`;
}

function comment(line: string): string {
  return `#${line}`;
}

const header = `# Configuration of credsweep for the commands that are run in this folder. Flags win over it.
#
# A setting behind a "#" is an example: delete the "#" to use it. No secret belongs here: in the sections
# alerts and web, \${NAME} stands for the environment variable NAME.
`;

const databaseUrl: Variable = {
  name: 'DATABASE_URL',
  example: 'postgresql://user:password@host:5432/credsweep',
};
const redisUrl: Variable = { name: 'REDIS_URL', example: 'rediss://:password@host:6379' };

const alertExamples = [
  '  reportUrl: https://credsweep.example.com/scans/{scanId}',
  '  baseline: summary',
  '  routes:',
  `    - { channels: [${channelName}], minSeverity: high, accounts: ["1111*"] }`,
];

const webExample = [
  'web:',
  '  publicUrl: https://credsweep.example.com',
  '  tokens:',
  '    - { name: dana, role: operator, token: "${CREDSWEEP_TOKEN_DANA}" }',
  '  proxyAuth:',
  '    userHeader: X-Forwarded-User',
  '    groupsHeader: X-Forwarded-Groups',
  '    operatorGroup: security',
  '    trustedProxies: [10.0.0.0/8]',
  '  trustedProxies: [10.0.0.0/8]',
];
