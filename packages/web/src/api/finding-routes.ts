import { createRoute, z } from '@hono/zod-openapi';
import { security, paging, accountIdParameter, findingPath, answer } from './api-parts.ts';
import {
  findingSchema,
  findingStateSchema,
  findingWithEventsSchema,
  pageOf,
  severitySchema,
} from './api-schemas.ts';

export const listFindings = createRoute({
  method: 'get',
  path: '/findings',
  tags: ['Findings'],
  summary: 'High-risk keys over their life, the gravest first',
  security,
  request: {
    query: z.object({
      ...paging,
      state: findingStateSchema.optional(),
      severity: severitySchema.optional(),
      account: accountIdParameter.optional(),
      owner: z.string().max(256).optional(),
    }),
  },
  responses: answer(pageOf(findingSchema, 'FindingPage')),
});

export const getFinding = createRoute({
  method: 'get',
  path: '/findings/{findingId}',
  tags: ['Findings'],
  summary: 'One finding with all that happened to it',
  security,
  request: { params: findingPath },
  responses: answer(findingWithEventsSchema),
});

export const exemptFinding = createRoute({
  method: 'put',
  path: '/findings/{findingId}/exemption',
  tags: ['Findings'],
  summary: 'Exempt a finding until a day; takes the role operator',
  security,
  request: {
    params: findingPath,
    body: {
      required: true,
      content: {
        'application/json': {
          schema: z
            .object({
              until: z.iso.date().openapi({ description: 'The last day (UTC) of the exemption' }),
              reason: z
                .string()
                .trim()
                .min(1)
                .max(500)
                .refine((text) => !text.includes('\0'), 'has a NUL in it'),
            })
            .openapi('Exemption'),
        },
      },
    },
  },
  responses: answer(findingWithEventsSchema),
});

export const endExemption = createRoute({
  method: 'delete',
  path: '/findings/{findingId}/exemption',
  tags: ['Findings'],
  summary: 'End the exemption of a finding; takes the role operator',
  security,
  request: { params: findingPath },
  responses: answer(findingWithEventsSchema),
});
