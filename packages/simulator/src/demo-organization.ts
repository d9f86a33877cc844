import { managementAccount, memberAccounts, type DemoAccount } from './demo/demo-accounts.ts';
import { drawPeople, drawPrograms } from './demo/demo-names.ts';
import { makeKey, makePerson, makeProgram, timeBefore } from './demo/demo-users.ts';
import { createOrganization } from './world/create-organization.ts';
import { addAccount, addDelegatedAdministrator } from './world/edit-accounts.ts';
import { createUser } from './world/edit-users.ts';
import { createSeededRandom, type SeededRandom } from './world/seeded-random.ts';
import type { SimulatedAccount, SimulatedRoot } from './world/simulated-account.ts';
import type {
  SimulatedOrganization,
  SimulatedOrganizationalUnit,
} from './world/simulated-organization.ts';
import type { SimulatedUser } from './world/simulated-user.ts';

/** When the demo plays, and which of its variants. */
export type DemoOptions = {
  readonly now: Date;
  /** Default 1; equal seeds and times give equal worlds. */
  readonly seed?: number;
};

/**
 * A company of 30 accounts and about 250 users that looks real, and fails in places:
 * an invited account without the role, one denied by a service control policy, one suspended,
 * one being closed, one closed, and one whose report takes four seconds.
 */
export function buildDemoOrganization({ now, seed = 1 }: DemoOptions): SimulatedOrganization {
  const idOf = (account: DemoAccount): string =>
    String(createSeededRandom(seed, 'account', account.name).integer(10 ** 11, 10 ** 12 - 1));
  const organization = createOrganization({
    id: 'o-k3str3lm4r',
    rootId: 'r-k3st',
    managementAccountId: idOf(managementAccount),
    managementAccountName: managementAccount.name,
    organizationalUnits: buildUnits(),
    createdAt: timeBefore(now, 2_700, createSeededRandom(seed, 'founding')),
  });
  for (const demoAccount of [managementAccount, ...memberAccounts]) {
    const id = idOf(demoAccount);
    const random = createSeededRandom(seed, id);
    const account =
      organization.accounts.get(id) ?? addMember(organization, demoAccount, id, now, random);
    account.email = `aws+${account.id}@kestrel-maritime.example`;
    account.tags = { team: demoAccount.team };
    account.root = makeRoot(account, demoAccount, now, random);
    account.users = makeUsers(demoAccount, id, now, random);
  }
  addDelegatedAdministrator(organization, idOf(delegatedAccount));
  return organization;
}

function addMember(
  organization: SimulatedOrganization,
  { name, ouPath, settings }: DemoAccount,
  id: string,
  now: Date,
  random: SeededRandom,
): SimulatedAccount {
  const joinedAt = timeBefore(now, random.integer(2_350, 2_690), random);
  return addAccount(organization, { id, name, ouPath, joinedAt, ...settings });
}

function makeUsers(
  { name, team, people, programs }: DemoAccount,
  accountId: string,
  now: Date,
  random: SeededRandom,
): SimulatedUser[] {
  const source = { accountId, team, now, random };
  const users = [
    ...drawPeople(random, people).map((person) => makePerson(source, person)),
    ...drawPrograms(random, programs).map((program) => makeProgram(source, program)),
  ];
  if (name === 'sandbox-research') {
    const createdAt = timeBefore(now, 500, random);
    users.push(
      createUser({ name: '=1+2@corp', createdAt, keys: [makeKey(source, '=1+2@corp', 480)] }),
      createUser({
        name: 'oneil,pat',
        path: "/contractors/o'neil/",
        createdAt,
        passwordEnabled: true,
      }),
    );
  }
  if (name === 'tracking-staging') {
    const keys = [700, 699, 698].map((ageDays) => makeKey(source, 'load-test', ageDays));
    users.push(createUser({ name: 'load-test', createdAt: timeBefore(now, 720, random), keys }));
  }
  return users;
}

/** Root users: signed in to rarely or never; one account still has a root access key. */
function makeRoot(
  account: SimulatedAccount,
  { name }: DemoAccount,
  now: Date,
  random: SeededRandom,
): SimulatedRoot {
  const passwordEnabled = name === managementAccount.name || random.chance(0.3);
  const source = { accountId: account.id, team: '', now, random };
  return {
    passwordEnabled,
    mfaActive: passwordEnabled && random.chance(0.8),
    ...(passwordEnabled ? { passwordChangedAt: account.joinedAt } : {}),
    ...(passwordEnabled && random.chance(0.7)
      ? { passwordLastUsedAt: timeBefore(now, random.integer(30, 900), random) }
      : {}),
    keys:
      name === 'warehouse-prod'
        ? [{ ...makeKey(source, '<root_account>', 1_900), status: 'Active' }]
        : [],
    certificates: [],
  };
}

function buildUnits(): SimulatedOrganizationalUnit[] {
  return [
    { id: 'ou-k3st-s3cur1ty', name: 'Security', children: [] },
    { id: 'ou-k3st-1nfr4str', name: 'Infrastructure', children: [] },
    {
      id: 'ou-k3st-w0rkl04d',
      name: 'Workloads',
      children: [
        { id: 'ou-k3st-w0rkpr0d', name: 'Prod', children: [] },
        { id: 'ou-k3st-w0rkn0np', name: 'NonProd', children: [] },
      ],
    },
    { id: 'ou-k3st-s4ndb0x1', name: 'Sandbox', children: [] },
    { id: 'ou-k3st-susp3nd3', name: 'Suspended', children: [] },
  ];
}

const delegatedAccount = memberAccounts[0] ?? managementAccount;
