import {
  GetAccessKeyLastUsedCommand,
  IAMClient,
  ListAccessKeysCommand,
  paginateListUsers,
} from '@aws-sdk/client-iam';
import { OrganizationsClient, paginateListAccounts } from '@aws-sdk/client-organizations';
import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import pMap from 'p-map';

/*
 * A straightforward scanner as one writes it with the SDK in an afternoon: it enters an account and asks for its users,
 * for the keys of each user, and for the last use of each key, one after the other. Nothing is judged or stored.
 * Arguments: how many accounts, and how many of them at the same time. Writes { users, keys } as JSON.
 */
const [accounts = '10', parallelAccounts = '1'] = process.argv.slice(2);
const organizations = new OrganizationsClient();
const sts = new STSClient();
const found = await pMap(await listAccountIds(Number(accounts)), scanAccount, {
  concurrency: Number(parallelAccounts),
});
const total = (read: (account: { users: number; keys: number }) => number): number =>
  found.map(read).reduce((sum, count) => sum + count, 0);
process.stdout.write(
  JSON.stringify({ users: total(({ users }) => users), keys: total(({ keys }) => keys) }),
);

/** Without the account of the caller, which has no role to enter it by. */
async function listAccountIds(count: number): Promise<readonly string[]> {
  const { Account: callerAccountId } = await sts.send(new GetCallerIdentityCommand());
  const ids: string[] = [];
  for await (const page of paginateListAccounts({ client: organizations }, {})) {
    ids.push(...(page.Accounts ?? []).map(({ Id = '' }) => Id));
    if (ids.length > count) break;
  }
  return ids.filter((id) => id !== callerAccountId).slice(0, count);
}

async function scanAccount(accountId: string): Promise<{ users: number; keys: number }> {
  const { Credentials: session } = await sts.send(
    new AssumeRoleCommand({
      RoleArn: `arn:aws:iam::${accountId}:role/OrganizationAccountAccessRole`,
      RoleSessionName: 'baseline',
    }),
  );
  const iam = new IAMClient({
    credentials: {
      accessKeyId: session?.AccessKeyId ?? '',
      secretAccessKey: session?.SecretAccessKey ?? '',
      sessionToken: session?.SessionToken ?? '',
    },
  });
  let users = 0;
  let keys = 0;
  for await (const page of paginateListUsers({ client: iam }, {})) {
    for (const { UserName } of page.Users ?? []) {
      users += 1;
      const { AccessKeyMetadata = [] } = await iam.send(new ListAccessKeysCommand({ UserName }));
      for (const { AccessKeyId } of AccessKeyMetadata) {
        keys += 1;
        await iam.send(new GetAccessKeyLastUsedCommand({ AccessKeyId }));
      }
    }
  }
  return { users, keys };
}
