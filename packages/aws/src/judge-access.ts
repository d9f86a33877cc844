import {
  createCheckWriter,
  type Check,
  type CredsweepError,
  type Organization,
} from '@credsweep/core';
import type { EndpointOverride } from './find-endpoint-overrides.ts';
import type { AwsCaller } from './identify-caller.ts';

/** What came of the proof that an account can be read; null: it can. */
export type AccessProof = {
  readonly accountId: string;
  /** Null where nobody has listed the account. */
  readonly accountName: string | null;
  readonly failure: CredsweepError | null;
};

/** Which accounts were proved. */
export type ProofScope =
  /** The caller's own, and one other. */
  | 'sample'
  /** Those that were named. */
  | 'named'
  /** Every active one. */
  | 'all';

/** Says where requests go. */
export function judgeEndpoints(overrides: readonly EndpointOverride[]): Check {
  const name = 'endpoints';
  if (overrides.length === 0) return ok(name, "Requests go to AWS's own endpoints.");
  const list = overrides.map(({ variable, endpoint }) => `${variable} is ${endpoint}`).join(', ');
  return warn(
    name,
    `Signed requests go to endpoints that are not of AWS: ${list}.`,
    'Unset these variables unless you mean it (a simulator, a proxy of yours).',
  );
}

/** Says who the caller is. */
export function judgeCaller({ accountId, arn, partition }: AwsCaller, region: string): Check {
  const found = `${arn}, in account ${accountId} of partition ${partition}; region ${region}.`;
  return arn.endsWith(':root')
    ? warn(
        'caller',
        found,
        'AWS lets a root user assume no role: use a role or a user of this account.',
      )
    : ok('caller', found);
}

/** Says which accounts a scan would list. */
export function judgeOrganization(organization: Organization): Check {
  const { organizationId, kind, managementAccountId, notice } = organization;
  const name = 'organization';
  if (kind === 'organization') {
    const of = managementAccountId === null ? '' : ` of management account ${managementAccountId}`;
    return ok(name, `${organizationId}${of} can be described and its accounts listed.`);
  }
  // The notice says why first, and after "To scan the whole organization" what would change it.
  const [why = '', whatToDo] = (notice ?? '').split(/(?<=\.) (?=To scan)/);
  return warn(
    name,
    why,
    whatToDo ?? 'Nothing is needed where this account is all that you want to scan.',
  );
}

/** Says which accounts can be read: one check for those that can, and one for each cause by which others cannot. */
export function judgeProofs(
  proofs: readonly AccessProof[],
  scope: ProofScope,
  callerAccountId: string,
): readonly Check[] {
  if (proofs.length === 0) {
    return [
      warn(
        'access',
        'No account is both active and selected.',
        'Look at ou, account and exclude in credsweep.config.yaml.',
      ),
    ];
  }
  const readable = proofs.filter(({ failure }) => failure === null);
  const causes = Map.groupBy(
    proofs.filter(({ failure }) => failure !== null),
    ({ failure }) => failure?.code ?? 'internal_error',
  );
  const success =
    readable.length === 0
      ? []
      : [ok('access', describeReadable(readable, proofs, scope, callerAccountId), idsOf(readable))];
  const mostFirst = [...causes].toSorted(([, left], [, right]) => right.length - left.length);
  const failures = mostFirst.map(([code, group]) => {
    const example = group.length > 1 ? `Of account ${group[0]?.accountId}: ` : '';
    return fail(
      'access',
      `${countAccounts(group.length)} cannot be read: ${nameAccounts(group)}.`,
      { code, advice: `${example}${group[0]?.failure?.message ?? ''}` },
      idsOf(group),
    );
  });
  return [...success, ...failures];
}

function describeReadable(
  readable: readonly AccessProof[],
  proofs: readonly AccessProof[],
  scope: ProofScope,
  callerAccountId: string,
): string {
  const own = readable.some(({ accountId }) => accountId === callerAccountId)
    ? ', that of the caller with its own credentials'
    : '';
  const which =
    scope === 'all'
      ? `${readable.length} of ${countAccounts(proofs.length)} can be read${own}`
      : `${readable.length === 1 ? 'Account' : 'Accounts'} ${nameAccounts(readable)} can be read${own}`;
  const rest = scope === 'sample' ? ' "credsweep doctor --all" tries every account.' : '';
  return `${which}: ${proof}.${rest}`;
}

function countAccounts(count: number): string {
  return count === 1 ? '1 account' : `${count} accounts`;
}

function nameAccounts(proofs: readonly AccessProof[]): string {
  const names = proofs
    .slice(0, namedAccounts)
    .map(({ accountId, accountName }) =>
      accountName === null || accountName === accountId
        ? accountId
        : `${accountId} (${accountName})`,
    );
  const more = proofs.length - names.length;
  return `${names.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

function idsOf(proofs: readonly AccessProof[]): readonly string[] {
  return proofs.map(({ accountId }) => accountId);
}

const { ok, warn, fail } = createCheckWriter('aws');

/** What was done in each account: the least that a scan begins with. */
const proof =
  'they were entered and asked for a credential report, which is the cheapest proof; other actions were not tried';

/** As many as a person reads; the JSON has them all. */
const namedAccounts = 5;
