import { matchedRoutes } from 'hono/route';
import type { WebContext } from './web-environment.ts';

/** Names the route of a request by its pattern, such as `/accounts/:accountId`; `none` where there is no such route. */
export function nameRoute(context: WebContext): string {
  // What stands before routes is there for every method.
  const route = matchedRoutes(context).findLast(({ method }) => method !== 'ALL');
  return route?.path.replaceAll(/(:\w+)\{[^/]*\}/g, '$1') ?? 'none';
}
