import { CredsweepError, type Scan, type ScanSummary } from '@credsweep/core';
import { requireRole } from '../access/authenticate.ts';
import { requireScanStatus } from '../not-found.ts';
import { startOneScan } from '../operations/start-scan.ts';
import { readOutcomePage, readScanPage } from '../reading/read-pages.ts';
import type { ScanEventStreams } from '../reading/stream-scan-events.ts';
import { toScanProgress } from '../scan-words.ts';
import type { WebLog } from '../web-log.ts';
import {
  cancelScan,
  followScan,
  getScan,
  getSummary,
  listOutcomes,
  listScans,
  startScan,
} from './scan-routes.ts';
import type { Api } from './api-parts.ts';
import { toJson } from './to-json.ts';

/** Adds what the API tells of scans, and starts and cancels them. */
export function addScanApi(
  api: Api,
  { events, log }: { readonly events: ScanEventStreams; readonly log: WebLog },
): void {
  api.openapi(getSummary, async (context) => {
    const { reader } = context.get('sources');
    const scan = await reader.findNewestCompletedScan();
    const summary = scan === null ? null : await reader.summarizeScan(scan.scanId);
    if (summary === null) {
      throw new CredsweepError(
        'scan_not_found',
        'No scan was completed yet. Start one: POST /api/v1/scans.',
      );
    }
    return context.json(toJson(toPublicSummary(summary)), 200);
  });
  api.openapi(listScans, async (context) => {
    const { items, nextCursor } = await readScanPage(
      context.get('sources'),
      context.req.valid('query'),
    );
    return context.json(
      { items: items.map((scan) => toJson(toPublicScan(scan))), nextCursor },
      200,
    );
  });
  api.openapi(startScan, async (context) => {
    const { name } = requireRole(context, 'operator');
    const scan = await startOneScan(context.get('sources'));
    log.info({ scanId: scan.scanId, by: name }, 'scan enqueued');
    return context.json(toJson(toPublicScan(scan)), 202);
  });
  api.openapi(getScan, async (context) => {
    const status = await requireScanStatus(
      context.get('sources'),
      context.req.valid('param').scanId,
    );
    return context.json(toJson(toScanProgress(status)), 200);
  });
  api.openapi(cancelScan, async (context) => {
    const { name } = requireRole(context, 'operator');
    const { scanId } = context.req.valid('param');
    await context.get('sources').scans.cancelScan(scanId);
    log.info({ scanId, by: name }, 'scan cancelled');
    return context.json(
      toJson(toScanProgress(await requireScanStatus(context.get('sources'), scanId))),
      200,
    );
  });
  api.openapi(listOutcomes, async (context) => {
    const { scanId } = context.req.valid('param');
    const { state, ...request } = context.req.valid('query');
    await requireScanStatus(context.get('sources'), scanId);
    const page = await readOutcomePage(context.get('sources'), {
      ...request,
      scanId,
      states: state === undefined ? null : [state],
    });
    return context.json(toJson(page), 200);
  });
  api.openapi(followScan, (context) => events.open(context, context.req.valid('param').scanId));
}

function toPublicScan(scan: Scan) {
  const { scanId, organizationId, state, asOf, startedAt, finishedAt, policy, failure } = scan;
  const times = { asOf, startedAt, finishedAt };
  return { scanId, organizationId, state, ...times, policy: policy.name, failure };
}

function toPublicSummary(summary: ScanSummary) {
  const { scanId, organizationId, state, asOf, startedAt, finishedAt, policy, failures } = summary;
  return {
    scanId,
    organizationId,
    state,
    asOf,
    startedAt,
    finishedAt,
    policy: policy.name,
    coverage: summary.coverage,
    users: summary.users,
    staleUsers: summary.staleUsers,
    accessKeys: summary.accessKeys,
    activeAccessKeys: summary.activeAccessKeys,
    highRiskKeys: summary.highRiskKeys,
    newHighRiskKeys: summary.newHighRiskKeys,
    highRiskKeysBySeverity: summary.highRiskKeysBySeverity,
    failures,
  };
}
