import type { HttpBindings } from '@hono/node-server';
import type { Context } from 'hono';
import type { Principal } from './access/principal.ts';

/** What every request carries. */
export type WebEnvironment = {
  Bindings: HttpBindings;
  Variables: {
    /** Stands in the log and in problems, so that one is found by the other. */
    requestId: string;
    /** Address of the client; behind a trusted proxy the one that the proxy names. */
    clientAddress: string;
    principal: Principal | null;
  };
};

/** A request that is being answered. */
export type WebContext = Context<WebEnvironment>;
