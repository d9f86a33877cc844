import { createRoute, z } from '@hono/zod-openapi';
import { reportViewNames } from '@credsweep/core';
import {
  security,
  paging,
  accountIdParameter,
  flag,
  databaseInteger,
  answer,
  problems,
} from './api-parts.ts';
import { accessKeySchema, accountSchema, pageOf, userSchema } from './api-schemas.ts';

export const listAccounts = createRoute({
  method: 'get',
  path: '/accounts',
  tags: ['Accounts'],
  summary: 'Accounts of the organization with their counts',
  security,
  request: {
    query: z.object({
      ...paging,
      order: z.enum(['high-risk-keys', 'stale-users', 'users', 'name']).default('high-risk-keys'),
      q: z
        .string()
        .max(200)
        .optional()
        .openapi({ description: 'Part of a name, or beginning of an id' }),
    }),
  },
  responses: answer(pageOf(accountSchema, 'AccountPage')),
});

export const getAccount = createRoute({
  method: 'get',
  path: '/accounts/{accountId}',
  tags: ['Accounts'],
  summary: 'One account',
  security,
  request: { params: z.object({ accountId: accountIdParameter }) },
  responses: answer(accountSchema),
});

export const listUsers = createRoute({
  method: 'get',
  path: '/users',
  tags: ['Users and keys'],
  summary: 'IAM users by account and ARN',
  security,
  request: { query: z.object({ ...paging, account: accountIdParameter.optional(), stale: flag }) },
  responses: answer(pageOf(userSchema, 'UserPage')),
});

export const listAccessKeys = createRoute({
  method: 'get',
  path: '/access-keys',
  tags: ['Users and keys'],
  summary: 'Access keys by account, ARN and slot',
  security,
  request: {
    query: z.object({ ...paging, account: accountIdParameter.optional(), highRisk: flag }),
  },
  responses: answer(pageOf(accessKeySchema, 'AccessKeyPage')),
});

export const searchAll = createRoute({
  method: 'get',
  path: '/search',
  tags: ['Users and keys'],
  summary: 'Accounts, users and keys by name, ARN or id',
  security,
  request: { query: z.object({ q: z.string().trim().min(2).max(200) }) },
  responses: answer(
    z
      .object({
        accounts: z.array(accountSchema),
        users: z.array(userSchema),
        accessKeys: z.array(accessKeySchema),
        isCut: z.boolean().openapi({ description: 'Whether there may be more' }),
      })
      .openapi('SearchResult'),
  ),
});

export const downloadView = createRoute({
  method: 'get',
  path: '/views/{view}/csv',
  tags: ['Views'],
  summary: 'All rows of a public view as CSV',
  security,
  request: {
    params: z.object({ view: z.enum(reportViewNames) }),
    query: z.object({ scan: databaseInteger.optional() }),
  },
  responses: {
    200: {
      description: 'CSV as in RFC 4180, no cell a formula',
      content: { 'text/csv': { schema: z.string() } },
    },
    ...problems(),
  },
});
