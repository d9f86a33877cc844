import { listReadActions } from './account-read-actions.ts';
import { writeRoleArn } from './role-name.ts';

/** Whom the roles of the accounts let in. */
export type HubPrincipal =
  /** Everybody in the account whom its own policies let assume the role. */
  | { readonly kind: 'account'; readonly accountId: string }
  /** One role only, also after it was deleted and made again. */
  | { readonly kind: 'role'; readonly accountId: string; readonly roleArn: string };

/** What the policies are written for. */
export type RolePolicyOptions = {
  /** Of the role in every account, with its path if it has one. */
  readonly roleName: string;
  readonly hub: HubPrincipal;
  /** Such as `aws` or `aws-cn`. */
  readonly partition: string;
  /** Which the caller must present; null: none. */
  readonly externalId: string | null;
  /** To which the caller must belong, such as `o-ab12cd34ef`; null: any. */
  readonly organizationId: string | null;
  /** Whether scans read the tags of flagged users; absent: they do not. */
  readonly readsUserTags?: boolean;
  /** Whether scans read the tags of accounts; absent: they do not. */
  readonly readsAccountTags?: boolean;
  /** ARNs of the SNS topics that alerts go to; absent: none. */
  readonly alertTopicArns?: readonly string[];
};

/** An IAM policy document. */
export type PolicyDocument = {
  readonly Version: '2012-10-17';
  readonly Statement: readonly PolicyStatement[];
};

/** A statement of a policy document, as IAM writes it. */
export type PolicyStatement = {
  readonly Sid: string;
  readonly Effect: 'Allow';
  readonly Principal?: { readonly AWS: string };
  readonly Action: string | readonly string[];
  readonly Resource?: string | readonly string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string>>>>;
};

/** The policies that a scan of an organization needs, and no others. */
export type RolePolicies = {
  /** What the role in every account may do. */
  readonly memberPermissionsPolicy: PolicyDocument;
  /** Who may assume that role. */
  readonly memberTrustPolicy: PolicyDocument;
  /** What the caller may do. */
  readonly hubPermissionsPolicy: PolicyDocument;
};

/** The actions that the caller needs outside of IAM; `sts:GetCallerIdentity` needs no permission. */
function listOrganizationActions({ readsAccountTags = false }: RolePolicyOptions): string[] {
  return [
    'organizations:DescribeOrganization',
    'organizations:ListAccounts',
    ...(readsAccountTags ? ['organizations:ListTagsForResource'] : []),
  ];
}

/**
 * Writes the policies of the roles, from the same list that the session policy of every scan is made of.
 *
 * The caller's own account is read as the caller, so that it may read there what the role may elsewhere.
 */
export function writeRolePolicies(options: RolePolicyOptions): RolePolicies {
  const readStatement = writeReadStatement(options);
  return {
    memberPermissionsPolicy: toDocument([readStatement]),
    memberTrustPolicy: toDocument([writeTrust(options)]),
    hubPermissionsPolicy: toDocument([
      {
        Sid: 'ListTheAccountsOfTheOrganization',
        Effect: 'Allow',
        Action: listOrganizationActions(options),
        Resource: '*',
      },
      {
        Sid: 'EnterTheAccounts',
        Effect: 'Allow',
        Action: 'sts:AssumeRole',
        Resource: writeRoleArn(options.partition, '*', options.roleName),
      },
      readStatement,
      ...writeAlertStatements(options),
    ]),
  };
}

/** A topic that is encrypted with a key of its own asks for more, which depends on the policy of that key. */
function writeAlertStatements({ alertTopicArns = [] }: RolePolicyOptions): PolicyStatement[] {
  if (alertTopicArns.length === 0) return [];
  return [{ Sid: 'SendAlerts', Effect: 'Allow', Action: 'sns:Publish', Resource: alertTopicArns }];
}

/**
 * The principal is the account: IAM ties a role that is named as principal to its unique id, so that one made again
 * under the same name would be locked out. Source: IAM user guide, AWS JSON policy elements: Principal.
 */
function writeTrust({
  hub,
  partition,
  externalId,
  organizationId,
}: RolePolicyOptions): PolicyStatement {
  const equals = {
    ...(externalId === null ? {} : { 'sts:ExternalId': externalId }),
    ...(organizationId === null ? {} : { 'aws:PrincipalOrgID': organizationId }),
  };
  const conditions = {
    ...(Object.keys(equals).length === 0 ? {} : { StringEquals: equals }),
    ...(hub.kind === 'account' ? {} : { ArnEquals: { 'aws:PrincipalArn': hub.roleArn } }),
  };
  return {
    Sid: 'LetTheHubEnter',
    Effect: 'Allow',
    Principal: { AWS: `arn:${partition}:iam::${hub.accountId}:root` },
    Action: 'sts:AssumeRole',
    ...(Object.keys(conditions).length === 0 ? {} : { Condition: conditions }),
  };
}

function toDocument(statements: readonly PolicyStatement[]): PolicyDocument {
  return { Version: '2012-10-17', Statement: statements };
}

/** Neither reports nor the listing of keys can be narrowed to resources. */
function writeReadStatement(options: RolePolicyOptions): PolicyStatement {
  return {
    Sid: 'ReadUsersAndKeys',
    Effect: 'Allow',
    Action: listReadActions(options),
    Resource: '*',
  };
}
