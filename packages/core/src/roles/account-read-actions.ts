/** The IAM actions that every scan calls in an account. */
export const accountReadActions = [
  'iam:GenerateCredentialReport',
  'iam:GetCredentialReport',
  'iam:ListAccessKeys',
  'iam:GetAccessKeyLastUsed',
] as const satisfies readonly string[];

/** The IAM action that a scan calls besides where it reads the tags of flagged users. */
const userTagAction = 'iam:ListUserTags';

/** One of the IAM actions that credsweep calls in an account. */
export type AccountReadAction = (typeof accountReadActions)[number] | typeof userTagAction;

/** What a scan may want of an account beyond credentials. */
export type AccountReadOptions = {
  /** Absent: false. */
  readonly readsUserTags?: boolean;
};

/**
 * Lists the IAM actions that a scan calls in an account, and no others.
 *
 * The session policy of every assumed role allows exactly these, whatever the role itself may do; the policies and
 * templates of the roles are made from them too.
 */
export function listReadActions({
  readsUserTags = false,
}: AccountReadOptions): readonly AccountReadAction[] {
  return readsUserTags ? [...accountReadActions, userTagAction] : accountReadActions;
}
