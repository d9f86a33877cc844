import { severities } from '@credsweep/core';
import { formatCount, plural } from '../../format.ts';
import { nameOwner } from '../../name-owner.ts';
import type { RollUp, RollUps, UnitRollUp } from '../../read-roll-ups.ts';
import { colorDot } from '../color-dot.ts';
import { html, type Markup } from '../markup.ts';
import { severityColor } from '../theme-colors.ts';

/** What is flagged by owner and by organizational unit; nothing where neither is known. */
export function renderRollUps({ owners, units }: RollUps): Markup | null {
  if (owners.length === 0 && units.length === 0) return null;
  return html`<section id="roll-ups" class="part" aria-labelledby="roll-ups-title">
    <h2 id="roll-ups-title">Owners and organizational units</h2>
    <div class="roll-ups">
      ${renderTable({
        title: 'By owner',
        noun: 'Owner',
        note: `${plural(owners.length, 'owner')} of stale users or high-risk keys, the worst first.`,
        view: 'owner_summary',
        rollUps: owners,
        label: ({ name }) => html`<bdi>${nameOwner(name)}</bdi>`,
      })}
      ${renderTable({
        title: 'By organizational unit',
        noun: 'Unit',
        note: 'Each unit with those below it.',
        view: 'organization_unit_summary',
        rollUps: units,
        label: labelUnit,
      })}
    </div>
  </section>`;
}

type RollUpTable<Row extends RollUp> = {
  readonly title: string;
  readonly noun: string;
  readonly note: string;
  readonly view: string;
  readonly rollUps: readonly Row[];
  readonly label: (rollUp: Row) => Markup;
};

function renderTable<Row extends RollUp>(table: RollUpTable<Row>): Markup | null {
  const { title, noun, note, view, rollUps, label } = table;
  if (rollUps.length === 0) return null;
  return html`<div class="figure">
    <h3>${title}</h3>
    <p class="notice">
      ${note}${rollUps.length > maxRows ? html` <strong class="cut">The first ${maxRows} of ${formatCount(rollUps.length)}</strong>; all: <code>credsweep report --table ${view}</code>` : null}
    </p>
    <div class="scroll" role="region" aria-label="${title}" tabindex="0">
      <table class="plain">
        <thead>
          <tr>
            <th scope="col">${noun}</th>
            ${['Accounts', 'Stale users', 'High-risk keys'].map((count) => html`<th scope="col" class="count">${count}</th>`)}
            ${severities.map((severity) => html`<th scope="col" class="count">${colorDot(severityColor(severity))}${severity}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${rollUps.slice(0, maxRows).map(
            (rollUp) =>
              html`<tr>
                <th scope="row">${label(rollUp)}</th>
                ${[rollUp.accounts, rollUp.staleUsers, rollUp.highRiskKeys].map((count) => html`<td class="count">${formatCount(count)}</td>`)}
                ${severities.map((severity) => renderPart(rollUp.highRiskKeysBySeverity[severity]))}
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
  </div>`;
}

function labelUnit({ name, depth, unreadAccounts }: UnitRollUp): Markup {
  const unit = depth === 0 ? html`Root` : html`<code>${name}</code>`;
  return html`<span class="level-${Math.min(depth, maxLevel)}"
    >${unit}${unreadAccounts === 0 ? null : html`<span class="below"><b class="warn">+ ${formatCount(unreadAccounts)} never read</b></span>`}</span
  >`;
}

function renderPart(count: number): Markup {
  return count === 0
    ? html`<td class="count soft">0</td>`
    : html`<td class="count">${formatCount(count)}</td>`;
}

const maxRows = 20;
const maxLevel = 5;
