import {
  fixAccessKey,
  keyFixWords,
  rootUserName,
  type InventoryAccessKey,
  type Policy,
} from '@credsweep/core';
import type { FindingEvent, FindingRecord } from '@credsweep/postgres';
import {
  formatDay,
  formatMinute,
  html,
  nameSeverity,
  plural,
  type Markup,
} from '@credsweep/reports';
import type { Principal } from '../access/principal.ts';
import { requireFinding } from '../not-found.ts';
import { findPolicy } from '../reading/find-policy.ts';
import type { WebSources } from '../web-sources.ts';
import { describeFindingState, describeReasons } from './finding-table.ts';
import { formKey, renderAction, renderPage, renderTitle } from './layout.ts';

/** A finding: its key, what to do, all that happened to it, and the exemption that somebody may give. */
export async function renderFindingPage(
  sources: WebSources,
  principal: Principal,
  findingId: number,
): Promise<string> {
  const [policy, finding] = await Promise.all([
    findPolicy(sources),
    requireFinding(sources, findingId),
  ]);
  const key = finding.state === 'open' ? await findKey(sources, finding) : null;
  return renderPage(
    { title: `Finding ${findingId}`, principal, place: 'Findings' },
    html`${renderTitle(
        html`<bdi>${finding.userName === rootUserName ? 'Root user' : finding.userName}</bdi>
          <code class="soft">${finding.accessKeyId ?? ''}</code>`,
        html`Finding ${findingId} · <b>${describeFindingState(finding)}</b>`,
      )}
      ${renderFacts(finding, key, policy)} ${renderExemption(finding, principal)}
      <section class="table" aria-labelledby="events-title">
        <h2 id="events-title">What happened</h2>
        <ul class="events">
          ${finding.events.map(renderEvent)}
        </ul>
      </section>`,
  );
}

/** Finds the key as the newest data of its account have it. */
async function findKey(
  { inventory }: WebSources,
  { accountId, userArn, accessKeyId, keyCreatedAt }: FindingRecord,
): Promise<InventoryAccessKey | null> {
  const keys = await inventory.listAccessKeys({
    accountId,
    isHighRisk: null,
    after: { accountId, userArn, keySlot: 0 },
    limit: maxKeysOfUser,
  });
  const own = keys.filter((key) => key.userArn === userArn);
  return (
    own.find((key) => accessKeyId !== null && key.accessKeyId === accessKeyId) ??
    own.find((key) => key.lastRotatedAt?.getTime() === keyCreatedAt?.getTime()) ??
    null
  );
}

function renderFacts(
  finding: FindingRecord,
  key: InventoryAccessKey | null,
  policy: Policy,
): Markup {
  const { accountId, accountName, userArn, severity, owner, keyCreatedAt } = finding;
  const facts: readonly (readonly [string, Markup | string])[] = [
    ['Account', html`<a href="/accounts/${accountId}"><bdi>${accountName}</bdi></a> ${accountId}`],
    ['User', html`<code>${userArn}</code>`],
    ['Severity', severity === null ? 'not judged' : nameSeverity(severity)],
    ['Why', describeReasons(finding, policy)],
    ['Key made or rotated', keyCreatedAt === null ? 'unknown' : formatDay(keyCreatedAt)],
    ['Owner', owner ?? 'unknown'],
    ['First flagged', formatMinute(finding.firstFlaggedAt)],
    ['Last seen', formatMinute(finding.lastSeenAt)],
    ...(key === null
      ? []
      : [['Last used', describeUse(key)] as const, ['Fix', renderFix(key, policy)] as const]),
  ];
  return html`<dl class="facts">
    ${facts.map(
      ([name, value]) =>
        html`<dt>${name}</dt>
          <dd>${value}</dd>`,
    )}
  </dl>`;
}

function describeUse({ lastUsedAt, lastUsedService, daysSinceUsed }: InventoryAccessKey): string {
  if (lastUsedAt === null) return 'never';
  const service = lastUsedService === null ? '' : ` for ${lastUsedService}`;
  const days = daysSinceUsed ?? 0;
  const ago = days === 0 ? 'less than a day' : plural(days, 'day');
  return `${formatDay(lastUsedAt)}${service}, ${ago} before the scan`;
}

function renderFix(key: InventoryAccessKey, policy: Policy): Markup {
  const { kind, command, followUp } = fixAccessKey(key, policy);
  const { label, advice } = keyFixWords[kind];
  return html`<b class="action">${label}</b> ${advice}
    ${[command, followUp].map((line) => (line === null ? null : html`<span class="run"><code class="command">${line}</code></span>`))}`;
}

function renderExemption(finding: FindingRecord, principal: Principal): Markup | null {
  const { findingId, state, exemption } = finding;
  const given =
    exemption === null
      ? null
      : html`<p>
          Exempted until ${exemption.until ?? 'the policy says otherwise'} by
          <bdi>${exemption.by}</bdi>: ${exemption.reason ?? ''}
        </p>`;
  if (principal.role !== 'operator' || state === 'resolved')
    return given === null ? null : html`<section class="table">${given}</section>`;
  const isByHand = exemption !== null && exemption.by !== 'policy';
  return html`<section class="table" aria-labelledby="exempt-title">
    <h2 id="exempt-title">Exemption</h2>
    ${given}
    ${isByHand ? renderAction(principal, { action: `/findings/${findingId}/end-exemption`, label: 'End the exemption' }) : null}
    <details>
      <summary>${exemption === null ? 'Exempt this key' : 'Change the exemption'}</summary>
      <form method="post" action="/findings/${findingId}/exempt" class="form">
        ${formKey(principal)}
        <label>Last day (UTC) <input type="date" name="until" required /></label>
        <label
          >Why the key may stay as it is <input type="text" name="reason" required maxlength="500"
        /></label>
        <button type="submit" class="primary">Exempt</button>
      </form>
    </details>
  </section>`;
}

function renderEvent({
  event,
  at,
  scanId,
  actor,
  resolution,
  exemptedUntil,
  reason,
}: FindingEvent): Markup {
  const detail = [
    (resolution ?? '').replaceAll('_', ' '),
    exemptedUntil === null ? '' : `until ${exemptedUntil}`,
    reason ?? '',
    actor === null ? '' : `by ${actor}`,
  ].filter((part) => part !== '');
  return html`<li>
    <span>${formatMinute(at)}</span>
    <p>
      <b>${eventWords[event]}</b>${detail.length === 0 ? '' : `: ${detail.join('; ')}`}
      ${scanId === null ? null : html`<a href="/scans/${scanId}">scan ${scanId}</a>`}
    </p>
  </li>`;
}

const eventWords = {
  opened: 'Opened',
  reopened: 'Opened again',
  resolved: 'Resolved',
  exempted: 'Exempted',
  exemption_ended: 'Exemption ended',
} as const satisfies Record<FindingEvent['event'], string>;
const maxKeysOfUser = 8;
