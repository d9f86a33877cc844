import input from '@inquirer/input';
import select from '@inquirer/select';
import {
  describeIssue,
  policyPresets,
  type AlertChannelType,
  type PolicyPresetName,
} from '@credsweep/core';
import { configurationSchema } from '../configuration/configuration-schema.ts';
import type { Terminal } from '../terminal.ts';
import type { InitAnswers } from './init-answers.ts';

/**
 * Asks on the terminal for whatever flags have not said; the questions go to stderr.
 *
 * @param given answers that flags have given
 * @throws the prompts' own `ExitPromptError` at Ctrl-C
 */
export async function askQuestions(
  { stdin, stderr }: Pick<Terminal, 'stdin' | 'stderr'>,
  given: Partial<InitAnswers>,
  defaults: InitAnswers,
): Promise<InitAnswers> {
  const on = { input: stdin, output: stderr };
  const database =
    given.database ??
    (await select(
      { message: 'Where are scans kept?', choices: databases, default: defaults.database },
      on,
    ));
  const queue =
    given.queue ??
    (database === 'embedded'
      ? 'postgres'
      : await select(
          {
            message: 'Where does work wait for workers?',
            choices: queues,
            default: defaults.queue,
          },
          on,
        ));
  const roleName =
    given.roleName ??
    (await input(
      {
        message: 'Which role is assumed in each account?',
        default: defaults.roleName,
        validate: (text) => judge('roleName', text),
      },
      on,
    ));
  const externalId =
    given.externalId ??
    (await input(
      {
        message: 'Which external id does the role ask for? (Enter for none)',
        validate: (text) => text === '' || judge('externalId', text),
      },
      on,
    ));
  const policy =
    given.policy ?? (await select({ message: 'By which policy?', choices: listPolicies() }, on));
  const thresholds = await askThresholds(on, given, policy);
  const alertChannel =
    given.alertChannel ??
    (await select({ message: 'Who is told of new high-risk keys?', choices: channels }, on));
  return {
    database,
    queue,
    roleName,
    externalId: externalId === '' ? null : externalId,
    policy: policy === ownThresholds ? defaults.policy : policy,
    ...thresholds,
    alertChannel,
    owners: given.owners ?? (await askOwners(on, defaults)),
  };
}

type Place = { readonly input: Terminal['stdin']; readonly output: Terminal['stderr'] };

async function askThresholds(
  on: Place,
  { staleAfterDays, keyRotationDays }: Partial<InitAnswers>,
  policy: string,
): Promise<Pick<InitAnswers, 'staleAfterDays' | 'keyRotationDays'>> {
  const ask = async (
    message: string,
    name: 'staleAfterDays' | 'keyRotationDays',
  ): Promise<number> => {
    const days = String(policyPresets.default[name]);
    return Number(
      await input({ message, default: days, validate: (text) => judge(name, text) }, on),
    );
  };
  const isAsked = policy === ownThresholds;
  return {
    staleAfterDays:
      staleAfterDays ??
      (isAsked
        ? await ask('A user is stale after how many days without login?', 'staleAfterDays')
        : null),
    keyRotationDays:
      keyRotationDays ??
      (isAsked
        ? await ask('A key must be rotated within how many days?', 'keyRotationDays')
        : null),
  };
}

async function askOwners(on: Place, { owners }: InitAnswers): Promise<InitAnswers['owners']> {
  const source = await select(
    { message: 'Who answers for users and keys?', choices: ownerSources },
    on,
  );
  if (source === 'none') return owners;
  const isTag = source !== 'map';
  const answer = await input(
    {
      message: isTag
        ? 'Which key has that tag?'
        : 'Which file? (CSV of account_id,user_name,owner)',
      default: isTag ? 'Owner' : 'owners.csv',
      required: true,
      validate: (text) =>
        !isTag || text.trim().length <= 128 || 'is longer than the key of a tag may be (128)',
    },
    on,
  );
  return { ...owners, [source]: answer.trim() };
}

/** What is wrong with an answer, by the schema of the file; true where nothing is. */
function judge(
  name: 'roleName' | 'externalId' | 'staleAfterDays' | 'keyRotationDays',
  text: string,
): true | string {
  const read = configurationSchema.shape[name].safeParse(text, { error: describeIssue });
  return (
    read.success || `${JSON.stringify(text)} ${read.error.issues[0]?.message ?? 'cannot be used'}`
  );
}

function listPolicies(): { readonly name: string; readonly value: string }[] {
  const names = Object.keys(policyPresets) as PolicyPresetName[];
  return [
    ...names.map((value) => ({ name: describePreset(value), value })),
    { name: 'my own thresholds', value: ownThresholds },
  ];
}

function describePreset(name: PolicyPresetName): string {
  const { staleAfterDays, keyRotationDays, neverUsedKeyGraceDays } = policyPresets[name];
  const unused = neverUsedKeyGraceDays === 0 ? 'at once' : `after ${neverUsedKeyGraceDays}`;
  return `${name}: users after ${staleAfterDays} days, keys after ${keyRotationDays}, if never used ${unused} (${presetSources[name]})`;
}

const presetSources = {
  default: 'ours',
  netwrix: 'Netwrix',
  cis: 'CIS',
  pci: 'PCI DSS',
  aws: 'Security Hub',
} as const satisfies Record<PolicyPresetName, string>;

const ownThresholds = 'own thresholds';

const databases = [
  { name: 'here, in an embedded PostgreSQL that credsweep starts', value: 'embedded' },
  { name: 'in a PostgreSQL of ours (DATABASE_URL)', value: 'postgres' },
] satisfies { name: string; value: InitAnswers['database'] }[];

const queues = [
  { name: 'in that PostgreSQL', value: 'postgres' },
  { name: 'in a Redis of ours (REDIS_URL)', value: 'redis' },
] satisfies { name: string; value: InitAnswers['queue'] }[];

const channels = [
  { name: 'nobody, for now', value: 'none' },
  { name: 'Slack', value: 'slack' },
  { name: 'Microsoft Teams', value: 'teams' },
  { name: 'a webhook, signed', value: 'webhook' },
  { name: 'e-mail', value: 'email' },
  { name: 'an SNS topic', value: 'sns' },
  { name: 'a file of JSON lines', value: 'json-lines' },
] satisfies { name: string; value: AlertChannelType | 'none' }[];

const ownerSources = [
  { name: 'nobody, for now', value: 'none' },
  { name: 'a tag of the account says it', value: 'accountTag' },
  { name: 'a tag of the user says it', value: 'userTag' },
  { name: 'a file says it', value: 'map' },
] satisfies { name: string; value: keyof InitAnswers['owners'] | 'none' }[];
