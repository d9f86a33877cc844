import type { HttpBindings } from '@hono/node-server';
import type { Context } from 'hono';
import type { Principal } from './access/principal.ts';
import type { WebSources } from './web-sources.ts';

/** What every request carries. */
export type WebEnvironment = {
  Bindings: HttpBindings;
  Variables: {
    /** Stands in the log and in problems, so that one is found by the other. */
    requestId: string;
    /** Address of the client; behind a trusted proxy the one that the proxy names. */
    clientAddress: string;
    principal: Principal | null;
    /** Aborts when the client leaves before it has its answer. */
    leaving: AbortSignal;
    /** What this request asks and does; what it only reads ends when the client leaves. */
    sources: WebSources;
  };
};

/** A request that is being answered. */
export type WebContext = Context<WebEnvironment>;
