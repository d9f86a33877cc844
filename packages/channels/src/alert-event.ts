import {
  fixAccessKey,
  type AlertCounts,
  type AlertMessage,
  type Coverage,
  type KeyFinding,
} from '@credsweep/core';
import { describeFinding } from './describe-finding.ts';
import { renderFitting } from './render-fitting.ts';

/** A message as programs read it: the body of a webhook, the message of a topic, a line of a file. */
export type AlertEvent = {
  readonly type: (typeof eventTypes)[AlertMessage['kind']];
  /** When the message was made; the same at every attempt. */
  readonly timestamp: Date;
  readonly data: {
    readonly messageId: string;
    readonly organizationId: string;
    readonly scanId: number | null;
    readonly asOf: Date;
    readonly coverage: Coverage;
    readonly policy: AlertMessage['policy'];
    readonly highRiskKeys: number;
    /** True whatever is listed. */
    readonly counts: AlertCounts;
    /** The worst ones, worst first. */
    readonly findings: readonly EventFinding[];
    /** Findings that are counted and not listed. */
    readonly omittedFindings: number;
    readonly reportUrl: string | null;
  };
};

/** A finding with the reasons in words and the fix. */
export type EventFinding = KeyFinding & {
  readonly reasonText: string;
  readonly fix: {
    readonly kind: string;
    readonly command: string | null;
    readonly followUp: string | null;
  };
};

/** Writes a message as JSON of one line, with as many findings as fit into `maxBytes` of UTF-8. */
export function writeAlertEvent(message: AlertMessage, maxBytes: number): string {
  return renderFitting(
    message.findings.length,
    (count) => JSON.stringify(toAlertEvent(message, count)),
    (json) => Buffer.byteLength(json) <= maxBytes,
  );
}

/** Gives a message as programs read it, with its first `listed` findings. */
export function toAlertEvent(message: AlertMessage, listed: number): AlertEvent {
  const { kind, createdAt, findings, ...data } = message;
  return {
    type: eventTypes[kind],
    timestamp: createdAt,
    data: {
      ...data,
      findings: findings.slice(0, listed).map((finding) => toEventFinding(finding, message.policy)),
      omittedFindings: Math.max(0, message.counts.findings - listed),
    },
  };
}

function toEventFinding(finding: KeyFinding, policy: AlertMessage['policy']): EventFinding {
  return {
    ...finding,
    reasonText: describeFinding(finding, policy).reasons,
    fix: fixAccessKey(finding, policy),
  };
}

const eventTypes = {
  new_findings: 'credsweep.new_high_risk_keys',
  baseline: 'credsweep.baseline',
  digest: 'credsweep.digest',
  test: 'credsweep.test',
} as const satisfies Record<AlertMessage['kind'], string>;
