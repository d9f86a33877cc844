import { requireRole } from '../access/authenticate.ts';
import { requireFinding } from '../not-found.ts';
import { readFindingPage } from '../reading/read-pages.ts';
import type { WebLog } from '../web-log.ts';
import { endExemption, exemptFinding, getFinding, listFindings } from './finding-routes.ts';
import type { Api } from './api-parts.ts';
import { toJson } from './to-json.ts';

/** Adds what the API tells of findings, and exempts them. */
export function addFindingApi(api: Api, log: WebLog): void {
  api.openapi(listFindings, async (context) => {
    const { state, severity, account, owner, ...request } = context.req.valid('query');
    const page = await readFindingPage(context.get('sources'), {
      ...request,
      ...(state === undefined ? {} : { states: [state] }),
      ...(severity === undefined ? {} : { severities: [severity] }),
      ...(account === undefined ? {} : { accountIds: [account] }),
      ...(owner === undefined ? {} : { owner }),
    });
    return context.json(toJson(page), 200);
  });
  api.openapi(getFinding, async (context) =>
    context.json(
      toJson(await requireFinding(context.get('sources'), context.req.valid('param').findingId)),
      200,
    ),
  );
  api.openapi(exemptFinding, async (context) => {
    const { name } = requireRole(context, 'operator');
    const { findingId } = context.req.valid('param');
    const { until, reason } = context.req.valid('json');
    await context.get('sources').findings.exemptFinding({ findingId, until, reason, actor: name });
    log.info({ findingId, until, by: name }, 'finding exempted');
    return context.json(toJson(await requireFinding(context.get('sources'), findingId)), 200);
  });
  api.openapi(endExemption, async (context) => {
    const { name } = requireRole(context, 'operator');
    const { findingId } = context.req.valid('param');
    await context.get('sources').findings.endExemption({ findingId, actor: name });
    log.info({ findingId, by: name }, 'exemption ended');
    return context.json(toJson(await requireFinding(context.get('sources'), findingId)), 200);
  });
}
