import { describeStaleReason } from '@credsweep/core';
import { renderChartFigure } from '../charts/chart-figure.ts';
import { describeStaleRule } from '../../describe-policy.ts';
import type { HtmlReportData } from '../html-report-data.ts';
import { html } from '../markup.ts';
import { renderTable, type TableContext } from '../tables/render-table.ts';
import { defineUserTable } from '../tables/user-table.ts';
import { reasonColor } from '../theme-colors.ts';

/** The report Stale Users: chart by account and reason, and the details. */
export function* renderStaleUsers(data: HtmlReportData, context: TableContext): Generator<string> {
  const { policy } = data.summary;
  yield html`<section id="stale-users" class="part" aria-labelledby="stale-users-title">
    <h2 id="stale-users-title">Stale Users</h2>
    <p class="lead">Stale user: ${describeStaleRule(policy)}.</p>
    ${renderChartFigure({
      id: 'stale-users-chart',
      title: 'Stale users by account',
      noun: 'stale users',
      counts: data.staleUsers,
      worstBy: 'total',
      order: 'the most stale users',
      describePart: (reason) => ({
        label: describeStaleReason(reason, policy),
        color: reasonColor(reason),
      }),
    })}
  </section>`.markup;
  yield* renderTable(defineUserTable(data.users, policy), context);
  yield '</section>\n';
}
