import { createRoute, z } from '@hono/zod-openapi';
import { security, paging, scanPath, answer, problems } from './api-parts.ts';
import {
  outcomeSchema,
  pageOf,
  scanSchema,
  scanStatusSchema,
  summarySchema,
} from './api-schemas.ts';

export const getSummary = createRoute({
  method: 'get',
  path: '/summary',
  tags: ['Overview'],
  summary: 'The answer of the newest completed scan',
  security,
  responses: answer(summarySchema),
});

export const listScans = createRoute({
  method: 'get',
  path: '/scans',
  tags: ['Scans'],
  summary: 'Scans, newest first',
  security,
  request: { query: z.object(paging) },
  responses: answer(pageOf(scanSchema, 'ScanPage')),
});

export const startScan = createRoute({
  method: 'post',
  path: '/scans',
  tags: ['Scans'],
  summary: 'Enqueue a scan for running workers; takes the role operator',
  security,
  responses: {
    202: { description: 'Enqueued', content: { 'application/json': { schema: scanSchema } } },
    ...problems(),
  },
});

export const getScan = createRoute({
  method: 'get',
  path: '/scans/{scanId}',
  tags: ['Scans'],
  summary: 'How far a scan is',
  security,
  request: { params: scanPath },
  responses: answer(scanStatusSchema),
});

export const cancelScan = createRoute({
  method: 'post',
  path: '/scans/{scanId}/cancel',
  tags: ['Scans'],
  summary: 'Give a scan up for good; takes the role operator',
  security,
  request: { params: scanPath },
  responses: answer(scanStatusSchema),
});

export const listOutcomes = createRoute({
  method: 'get',
  path: '/scans/{scanId}/accounts',
  tags: ['Scans'],
  summary: 'What became of each account of a scan',
  security,
  request: {
    params: scanPath,
    query: z.object({
      ...paging,
      state: z.enum(['waiting', 'scanned', 'failed', 'skipped']).optional(),
    }),
  },
  responses: answer(pageOf(outcomeSchema, 'AccountOutcomePage')),
});

export const followScan = createRoute({
  method: 'get',
  path: '/scans/{scanId}/events',
  tags: ['Scans'],
  summary:
    'Server-sent events: `status` at each change, with a ScanStatus; `end` when the scan is over',
  security,
  request: { params: scanPath },
  responses: {
    200: {
      description: 'Events until the scan is over',
      content: { 'text/event-stream': { schema: z.string() } },
    },
    ...problems(),
  },
});
