/**
 * The IAM actions that credsweep calls in an account, and no others.
 *
 * The session policy of every assumed role allows exactly these, whatever the role itself may do;
 * the templates for read-only roles are made from them too.
 */
export const accountReadActions = [
  'iam:GenerateCredentialReport',
  'iam:GetCredentialReport',
  'iam:ListAccessKeys',
  'iam:GetAccessKeyLastUsed',
] as const satisfies readonly string[];

/** One of the IAM actions that credsweep calls in an account. */
export type AccountReadAction = (typeof accountReadActions)[number];

/** Gives the inline session policy that narrows an assumed role to the read actions. */
export function buildSessionPolicy(): string {
  return JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: accountReadActions, Resource: '*' }],
  });
}
