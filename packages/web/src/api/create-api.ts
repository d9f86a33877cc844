import { OpenAPIHono } from '@hono/zod-openapi';
import { CredsweepError } from '@credsweep/core';
import { requireRole } from '../access/authenticate.ts';
import { createScanEventStreams } from '../reading/stream-scan-events.ts';
import type { ViewStreams } from '../reading/stream-view.ts';
import type { WebEnvironment } from '../web-environment.ts';
import type { WebLog } from '../web-log.ts';
import type { Api } from './api-parts.ts';
import { addFindingApi } from './finding-api.ts';
import { addInventoryApi } from './inventory-api.ts';
import { addScanApi } from './scan-api.ts';

/** Makes the JSON API, below `/api`; its document is at `/api/openapi.json`. */
export function createApi(options: {
  readonly log: WebLog;
  readonly views: ViewStreams;
  readonly version: string;
  readonly stopping: AbortSignal;
}): Api {
  const { log, views, version, stopping } = options;
  const v1 = new OpenAPIHono<WebEnvironment>({
    defaultHook: (result) => {
      if (result.success) return;
      const problems = result.error.issues.map(
        ({ path, message }) => `${path.join('.') || result.target}: ${message}`,
      );
      throw new CredsweepError('request_invalid', problems.join('; '));
    },
  });
  addScanApi(v1, { log, events: createScanEventStreams(log, stopping) });
  addInventoryApi(v1, { views, log });
  addFindingApi(v1, log);

  const api = new OpenAPIHono<WebEnvironment>();
  api.use('*', async (context, next) => {
    requireRole(context, 'reader');
    await next();
    context.header('cache-control', 'no-store');
  });
  api.route('/v1', v1);
  api.openAPIRegistry.registerComponent('securitySchemes', 'token', {
    type: 'http',
    scheme: 'bearer',
    description: 'A token of CREDSWEEP_WEB_TOKENS or of the section web of the configuration.',
  });
  api.get('/openapi.json', (context) =>
    context.json(
      api.getOpenAPI31Document({
        openapi: '3.1.0',
        info: {
          title: 'credsweep',
          version,
          description:
            'Stale IAM users and risky access keys of every account of an AWS Organization.',
          license: { name: 'Apache-2.0', url: 'https://www.apache.org/licenses/LICENSE-2.0' },
        },
        servers: [{ url: '/api' }],
      }),
    ),
  );
  return api;
}
