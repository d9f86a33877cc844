import { keyFixWords, nameAgeBands, unknownAgeBand } from '@credsweep/core';
import { renderChartFigure } from '../charts/chart-figure.ts';
import { describeRiskRule } from '../../describe-policy.ts';
import { plural } from '../../format.ts';
import type { HtmlReportData } from '../html-report-data.ts';
import { html, type Markup } from '../markup.ts';
import { defineAccessKeyTable, nameBand } from '../tables/access-key-table.ts';
import { defineHighRiskKeyTable } from '../tables/high-risk-key-table.ts';
import { renderTable, type TableContext } from '../tables/render-table.ts';
import { ageBandColors } from '../theme-colors.ts';

/** The report Access Keys: chart by account and age, high-risk keys with their fix, and the details. */
export function* renderAccessKeys(data: HtmlReportData, context: TableContext): Generator<string> {
  const { summary, activeKeyAges } = data;
  const { policy } = summary;
  const bands = [...nameAgeBands(policy.ageBandsDays).toReversed(), unknownAgeBand];
  const { colors } = ageBandColors(bands);
  const colorOf = (band: string): string => colors[bands.indexOf(band)] ?? 'var(--part-3)';
  const inactive = summary.accessKeys - summary.activeAccessKeys;
  yield html`<section id="access-keys" class="part" aria-labelledby="access-keys-title">
    <h2 id="access-keys-title">Access Keys</h2>
    <p class="lead">High-risk key: ${describeRiskRule(policy)}.</p>
    ${renderChartFigure({
      id: 'key-age-chart',
      title: 'Age of active access keys by account',
      noun: 'active access keys',
      counts: activeKeyAges,
      worstBy: 'first_part',
      order: 'the most keys of the oldest band',
      describePart: (band) => ({ label: nameBand(band), color: colorOf(band) }),
      note: inactive > 0 ? `${plural(inactive, 'inactive key')} not drawn.` : '',
    })}
  </section>`.markup;
  yield '<div id="high-risk">';
  yield* renderTable(defineHighRiskKeyTable(data.highRiskKeys, policy), context);
  yield data.highRiskKeys.total === 0 ? '</div>' : `${renderFixWords().markup}</div>`;
  yield* renderTable(
    defineAccessKeyTable(
      data.accessKeys,
      policy,
      bands.map((band) => ({ band, color: colorOf(band) })),
    ),
    context,
  );
  yield '</section>\n';
}

function renderFixWords(): Markup {
  return html`<details class="fixes">
    <summary>How to go about each fix</summary>
    <p>Run a command with credentials of the account of its row.</p>
    <dl>
      ${Object.values(keyFixWords).map(
        ({ label, advice }) =>
          html`<dt>${label}</dt>
            <dd>${advice}</dd>`,
      )}
    </dl>
  </details>`;
}
