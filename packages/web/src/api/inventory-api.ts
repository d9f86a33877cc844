import { requireAccount } from '../not-found.ts';
import { readAccessKeyPage, readAccountPage, readUserPage } from '../reading/read-pages.ts';
import { searchAll as search } from '../reading/search-all.ts';
import type { ViewStreams } from '../reading/stream-view.ts';
import type { WebLog } from '../web-log.ts';
import {
  downloadView,
  getAccount,
  listAccessKeys,
  listAccounts,
  listUsers,
  searchAll,
} from './inventory-routes.ts';
import type { Api } from './api-parts.ts';
import { toJson } from './to-json.ts';

/** Adds what the API tells of accounts, users and keys. */
export function addInventoryApi(
  api: Api,
  { views, log }: { readonly views: ViewStreams; readonly log: WebLog },
): void {
  api.openapi(listAccounts, async (context) => {
    const { q, ...request } = context.req.valid('query');
    return context.json(
      toJson(await readAccountPage(context.get('sources'), { ...request, text: q ?? null })),
      200,
    );
  });
  api.openapi(getAccount, async (context) => {
    const { accountId } = context.req.valid('param');
    return context.json(toJson(await requireAccount(context.get('sources'), accountId)), 200);
  });
  api.openapi(listUsers, async (context) => {
    const { account = null, stale = null, ...request } = context.req.valid('query');
    const page = await readUserPage(context.get('sources'), {
      ...request,
      accountId: account,
      isStale: stale,
    });
    return context.json(toJson(page), 200);
  });
  api.openapi(listAccessKeys, async (context) => {
    const { account = null, highRisk = null, ...request } = context.req.valid('query');
    const page = await readAccessKeyPage(context.get('sources'), {
      ...request,
      accountId: account,
      isHighRisk: highRisk,
    });
    return context.json(toJson(page), 200);
  });
  api.openapi(searchAll, async (context) =>
    context.json(toJson(await search(context.get('sources'), context.req.valid('query').q)), 200),
  );
  api.openapi(downloadView, (context) => {
    const { view } = context.req.valid('param');
    const { scan = null } = context.req.valid('query');
    if (context.req.method === 'HEAD') return views.describe(view, scan);
    const { reader } = context.get('sources');
    return views.open(reader, { view, scanId: scan }, (reason) => {
      // Whoever has left has broken it off.
      if (context.get('leaving').aborted) return;
      const request = context.get('requestId');
      log.warn({ request, view, reason: reason.message }, 'a download was broken off');
      context.env.outgoing.destroy();
    });
  });
}
