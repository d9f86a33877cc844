import { describeStaleReason, nameAgeBands, unknownAgeBand } from '@credsweep/core';
import {
  ageBandColors,
  countByAccount,
  html,
  nameBand,
  readTrend,
  reasonColor,
  renderChartFigure,
  renderOverview,
  staleReasonsOf,
  type OverviewData,
} from '@credsweep/reports';
import type { Principal } from '../access/principal.ts';
import { readUnread } from '../reading/read-unread.ts';
import type { WebSources } from '../web-sources.ts';
import { renderDownloads } from './downloads.ts';
import { renderAction, renderPage, renderTitle } from './layout.ts';

/** The first screen of the report, live: of the newest completed scan, with the last good data of every account. */
export async function renderOverviewPage(
  sources: WebSources,
  principal: Principal,
): Promise<string> {
  const scan = await sources.reader.findNewestCompletedScan();
  const summary = scan === null ? null : await sources.reader.summarizeScan(scan.scanId);
  const scanNow = renderAction(principal, { action: '/scans', label: 'Scan now', tone: 'primary' });
  if (summary === null) {
    return renderPage(
      { title: 'Overview', principal },
      html`${renderTitle('IAM users and access keys', scanNow ?? '')}
        <p class="message">
          No scan was completed yet. <a href="/scans">The scans</a> show whether one is going on.
        </p>`,
    );
  }
  const organizationId = summary.organizationId ?? '';
  const { policy } = summary;
  const [stale, ages, rootUsers, unreadAccounts, trend] = await Promise.all([
    sources.inventory.countWorstStaleUsers(organizationId, drawnAccounts),
    sources.inventory.countKeyAges(organizationId),
    sources.inventory.countRootUsers(organizationId),
    readUnread(sources, summary),
    readTrend(sources.reader, summary),
  ]);
  const bands = [...nameAgeBands(policy.ageBandsDays).toReversed(), unknownAgeBand];
  const { colors } = ageBandColors(bands);
  const staleUsers = countByAccount(staleReasonsOf(policy));
  for (const { part, count, ...account } of stale) staleUsers.add(account, part, count);
  const activeKeyAges = countByAccount(bands);
  for (const { part, count, ...account } of ages) activeKeyAges.add(account, part, count);
  const data: OverviewData = {
    summary,
    unreadAccounts,
    trend,
    rootUsers,
    activeKeyAges: activeKeyAges.finish(),
    // Counting them would read every user and key; the views have them.
    exemptedUserCount: 0,
    exemptedKeyCount: 0,
  };
  return renderPage(
    { title: 'Overview', principal, ageBands: policy.ageBandsDays.length + 1 },
    html`${renderOverview(data, '/findings?state=exempted')}
      <section class="part" aria-labelledby="worst-title">
        <div class="title">
          <h2 id="worst-title">Where to look first</h2>
          <div class="beside">
            <a href="/accounts">All accounts</a> ·
            <a href="/findings?state=open">High-risk keys</a> ${scanNow}
          </div>
        </div>
        ${renderChartFigure({
          id: 'stale-users-chart',
          title: 'Stale users by account',
          noun: 'stale users',
          counts: staleUsers.finish(),
          worstBy: 'total',
          order: 'the most stale users',
          describePart: (reason) => ({
            label: describeStaleReason(reason, policy),
            color: reasonColor(reason),
          }),
          note: 'The legend counts these accounts.',
        })}
        ${renderChartFigure({
          id: 'key-age-chart',
          title: 'Age of active access keys by account',
          noun: 'active access keys',
          counts: data.activeKeyAges,
          worstBy: 'first_part',
          order: 'the most keys of the oldest band',
          describePart: (band) => ({
            label: nameBand(band),
            color: colors[bands.indexOf(band)] ?? 'var(--part-3)',
          }),
        })}
      </section>
      ${renderDownloads(null)}`,
  );
}

const drawnAccounts = 20;
