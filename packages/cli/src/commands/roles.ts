import {
  CredsweepError,
  didYouMean,
  readsUserTags,
  writeCloudFormation,
  writeRolePolicies,
  writeTerraform,
  type RolePolicyOptions,
  type RoleTemplatePart,
} from '@credsweep/core';
import { defaultConfiguration } from '../configuration/configuration-schema.ts';
import { loadAlertTopics } from '../configuration/load-alert-topics.ts';
import { loadConfiguration } from '../configuration/load-configuration.ts';
import { loadPolicy } from '../configuration/load-policy.ts';
import { toScanSettings } from '../configuration/to-scan-settings.ts';
import type { Terminal } from '../terminal.ts';
import { chooseHub, type HubFlags } from './roles-hub.ts';

/** Flags of `credsweep roles`, as they stand on the command line. */
export type RolesFlags = HubFlags & {
  readonly part: RoleTemplatePart;
  readonly roleName?: string;
  readonly externalId?: string;
  readonly policy?: string;
  readonly ownerTag?: string;
  readonly ownerAccountTag?: string;
};

/** Prints the roles that a scan needs, in the asked form; gives the exit code. */
export async function runRolesCommand(
  terminal: Terminal,
  form: string | undefined,
  flags: RolesFlags,
): Promise<number> {
  if (!isForm(form)) throw unknownForm(form);
  const { roleName, externalId, policy, ownerTag, ownerAccountTag, part } = flags;
  if (form === 'iam-json' && part !== 'organization')
    throw new CredsweepError(
      'usage_invalid',
      '--part is for templates: "credsweep roles iam-json" prints all policies.',
    );
  if (form !== 'iam-json' && roleName === takenRoleName)
    throw new CredsweepError(
      'usage_invalid',
      `--role-name ${takenRoleName} is the role that AWS Organizations creates: it may do everything, and a template cannot create it once more. Leave the flag out, or give another name.`,
    );
  const configuration = await loadConfiguration(terminal.workingFolder, {
    roleName,
    externalId,
    policy,
    ownerTag,
    ownerAccountTag,
  });
  const settings = toScanSettings(configuration, null);
  const { hub, partition, organizationId } = await chooseHub(terminal, flags);
  const options: RolePolicyOptions = {
    roleName: settings.roleName,
    externalId: settings.externalId,
    readsUserTags: readsUserTags({
      policy: await loadPolicy(configuration, terminal.workingFolder),
      settings,
    }),
    readsAccountTags: (settings.owners?.accountTag ?? null) !== null,
    alertTopicArns: await loadAlertTopics(terminal),
    organizationId,
    hub,
    partition,
  };
  if (form === 'iam-json') {
    terminal.stdout.write(`${JSON.stringify(writeRolePolicies(options), null, 2)}\n`);
    return 0;
  }
  const named = nameRole(terminal, options);
  terminal.stdout.write(writers[form](named, part));
  return 0;
}

const writers = { cloudformation: writeCloudFormation, terraform: writeTerraform } as const;

/** A template creates a role of its own. */
function nameRole(terminal: Terminal, options: RolePolicyOptions): RolePolicyOptions {
  const { roleName } = options;
  const isTaken = roleName === takenRoleName;
  const named = isTaken ? { ...options, roleName: ownRoleName } : options;
  const externalId = options.externalId === null ? '' : ` --external-id ${options.externalId}`;
  if (isTaken)
    terminal.stderr.write(
      `The role is called ${ownRoleName} (--role-name gives it another name). When it is there: credsweep scan --role-name ${ownRoleName}${externalId}\n`,
    );
  return named;
}

const ownRoleName = 'CredsweepReader';
const takenRoleName = defaultConfiguration.roleName;

const forms = ['cloudformation', 'terraform', 'iam-json'] as const;

function isForm(form: string | undefined): form is (typeof forms)[number] {
  return forms.some((known) => known === form);
}

function unknownForm(form: string | undefined): CredsweepError {
  const asked =
    form === undefined
      ? 'Say in which form.'
      : `There is no form ${JSON.stringify(form)}${didYouMean(form, forms)}.`;
  return new CredsweepError(
    'usage_invalid',
    `${asked} "credsweep roles" prints the roles that a scan needs, as:\n` +
      '  cloudformation  a template with a StackSet that creates the role in every account\n' +
      '  terraform       the same as a module of one file\n' +
      '  iam-json        one JSON object: permissions and trust of the role in every account, permissions of the caller',
  );
}
