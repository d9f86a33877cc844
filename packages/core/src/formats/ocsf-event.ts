import { partitionOfArn } from '../arn.ts';
import type { Severity } from '../judge-severity.ts';
import type { FindingContext } from './finding-context.ts';
import { omitNulls } from './omit-nulls.ts';

/** An event of the Open Cybersecurity Schema Framework 1.8.0; times are in ms since 1970. */
export type OcsfEvent = {
  readonly activity_id: number;
  readonly activity_name: string;
  readonly category_uid: number;
  readonly category_name: string;
  readonly class_uid: number;
  readonly class_name: string;
  readonly type_uid: number;
  readonly type_name: string;
  readonly severity_id: number;
  readonly severity: string;
  readonly time: number;
  readonly metadata: { readonly version: string; readonly uid: string } & OcsfObject;
} & OcsfObject;

/** Attributes of an event or of an object in it. */
export type OcsfObject = { readonly [attribute: string]: unknown };

/** The classes of OCSF 1.8 that are used, with their category. */
export const ocsfClasses = {
  complianceFinding: { uid: 2003, name: 'Compliance Finding', category: [2, 'Findings'] },
  iamAnalysisFinding: { uid: 2008, name: 'IAM Analysis Finding', category: [2, 'Findings'] },
  scanActivity: { uid: 6007, name: 'Scan Activity', category: [6, 'Application Activity'] },
} as const;

/** What makes one event of a class. */
export type OcsfEventParts = {
  readonly class: (typeof ocsfClasses)[keyof typeof ocsfClasses];
  readonly activity: OcsfActivity;
  readonly severity: OcsfSeverity;
  readonly time: Date;
  /** Names the subject; the event is named after it and its occasion, so that a receiver can leave out repeats. */
  readonly uid: string;
  /** What tells events of one subject apart; by default the scan. */
  readonly occasion?: string;
  /** Kind of event, such as `high_risk_access_key`. */
  readonly eventCode: string;
  readonly context: FindingContext;
};

/** The number and name of an activity, as the class defines them. */
export type OcsfActivity = readonly [id: number, name: string];

/** OCSF's severities that are used. */
type OcsfSeverity = Severity | 'informational';

/** Makes the attributes that every event has. */
export function beginOcsfEvent(parts: OcsfEventParts): OcsfEvent {
  const { context, activity } = parts;
  const [severityId, severity] = severities[parts.severity];
  const scan = context.scanId === null ? 'test' : `scan-${context.scanId}`;
  return {
    activity_id: activity[0],
    activity_name: activity[1],
    category_uid: parts.class.category[0],
    category_name: parts.class.category[1],
    class_uid: parts.class.uid,
    class_name: parts.class.name,
    type_uid: parts.class.uid * 100 + activity[0],
    type_name: `${parts.class.name}: ${activity[1]}`,
    severity_id: severityId,
    severity,
    time: parts.time.getTime(),
    metadata: {
      version: ocsfVersion,
      profiles: ['cloud'],
      uid: `${parts.uid}/${parts.occasion ?? scan}`,
      event_code: parts.eventCode,
      product: omitNulls({
        name: 'credsweep',
        vendor_name: 'credsweep',
        version: context.productVersion,
      }),
      ...omitNulls({
        tenant_uid: context.organizationId,
        correlation_uid: context.scanId === null ? null : `credsweep/scan-${context.scanId}`,
      }),
    },
  };
}

/** Makes the `cloud` object: the AWS account that an event is about. */
export function describeOcsfCloud(
  account: {
    readonly accountId: string;
    readonly accountName: string;
    readonly organizationPath: string | null;
    readonly arn: string | null;
  },
  { organizationId }: FindingContext,
): OcsfObject {
  const units = (account.organizationPath ?? '')
    .split('/')
    .filter((part) => part.startsWith('ou-'));
  return {
    provider: 'AWS',
    account: describeOcsfAccount(account),
    ...omitNulls({
      cloud_partition: account.arn === null ? null : partitionOfArn(account.arn),
      org:
        organizationId === null
          ? null
          : omitNulls({ uid: organizationId, ou_uid: units.at(-1) ?? null }),
    }),
  };
}

/** Makes the `account` object of an AWS account. */
export function describeOcsfAccount(account: {
  readonly accountId: string;
  readonly accountName: string;
}): OcsfObject {
  return {
    uid: account.accountId,
    name: account.accountName,
    type_id: 10,
    type: 'AWS Account',
  };
}

/** Makes the `owner` of a resource; null when nobody is known. */
export function describeOcsfOwner(owner: string | null): OcsfObject | null {
  return owner === null || owner.trim() === '' ? null : { name: owner };
}

/** Makes a list of tags; null when there are none. */
export function listOcsfTags(tags: Readonly<Record<string, string>>): readonly OcsfObject[] | null {
  const list = Object.entries(tags).map(([name, value]) => ({ name, value }));
  return list.length === 0 ? null : list;
}

const ocsfVersion = '1.8.0';

const severities = {
  informational: [1, 'Informational'],
  low: [2, 'Low'],
  medium: [3, 'Medium'],
  high: [4, 'High'],
  critical: [5, 'Critical'],
} as const satisfies Record<OcsfSeverity, OcsfActivity>;
