import {
  addAccessKey,
  addAccount,
  addUser,
  createOrganization,
  getAccount,
  type SimulatedOrganization,
} from '@credsweep/simulator';
import fc from 'fast-check';

/** Generates organizations of a few accounts, with facts close to every threshold of the rules. */
export function generatedWorlds(asOf: Date): fc.Arbitrary<SimulatedOrganization> {
  const moment = fc
    .tuple(
      fc.constantFrom(0, 1, 7, 8, 45, 59, 60, 61, 89, 90, 91, 180, 181, 364, 365, 366, 1500),
      fc.constantFrom(-86_399, -60, 60, 3600, 86_399),
    )
    .map(([days, seconds]) => new Date(asOf.getTime() - days * 86_400_000 - seconds * 1000))
    .map((date) => (date < asOf ? date : new Date(asOf.getTime() - 1000)));
  const use = fc.record(
    {
      at: moment,
      service: fc.constantFrom('s3', 'ec2', 'sts'),
      region: fc.constantFrom('eu-west-1', 'us-gov-west-1'),
    },
    { requiredKeys: ['at', 'service'] },
  );
  const key = fc.record(
    {
      createdAt: moment,
      status: fc.constantFrom('Active', 'Active', 'Inactive'),
      lastUsed: use,
    } as const,
    { requiredKeys: ['createdAt', 'status'] },
  );
  const user = fc.record(
    {
      name: fc.stringMatching(/^[\w+=,.@-]{1,64}$/),
      path: fc.constantFrom('/', '/division/team/'),
      createdAt: fc.constant(new Date(asOf.getTime() - 1600 * 86_400_000)),
      passwordEnabled: fc.boolean(),
      passwordLastUsedAt: moment,
      mfaActive: fc.boolean(),
      keys: fc.array(key, { maxLength: 3 }),
    },
    { requiredKeys: ['name', 'path', 'createdAt', 'passwordEnabled', 'mfaActive', 'keys'] },
  );
  const account = fc.record({
    users: fc.uniqueArray(user, {
      maxLength: 8,
      selector: ({ name }) => name.toLowerCase(),
    }),
    rootKeys: fc.array(key, { maxLength: 2 }),
    passwordEnabled: fc.boolean(),
    additionalCredentialsColumn: fc.boolean(),
  });
  return fc.array(account, { minLength: 6, maxLength: 12 }).map((accounts) => {
    const organization = createOrganization();
    for (const [index, facts] of accounts.entries()) {
      const id = index === 0 ? organization.managementAccountId : String(200_000_000_000 + index);
      const { additionalCredentialsColumn, passwordEnabled } = facts;
      if (index > 0) addAccount(organization, { id });
      Object.assign(getAccount(organization, id), {
        report: { additionalCredentialsColumn, legacyRootCells: false },
      });
      getAccount(organization, id).root.passwordEnabled = passwordEnabled;
      for (const rootKey of facts.rootKeys)
        addAccessKey(organization, id, '<root_account>', rootKey);
      for (const { keys, ...person } of facts.users) {
        addUser(organization, id, person);
        // Keys of one second stand beside each other in the cases that are made by hand.
        const apart = keys.filter(
          (one, at) => keys.findIndex((other) => +other.createdAt === +one.createdAt) === at,
        );
        for (const one of apart) addAccessKey(organization, id, person.name, one);
      }
    }
    return organization;
  });
}
