import { z, type OpenAPIHono } from '@hono/zod-openapi';
import type { WebEnvironment } from '../web-environment.ts';
import { problemSchema } from './api-schemas.ts';

/** The API while its routes are added. */
export type Api = OpenAPIHono<WebEnvironment>;

/** Every request of the API takes a token. */
export const security = [{ token: [] }];
/** Parameters of a page. */
export const paging = {
  limit: z.coerce.number().pipe(z.int().min(1).max(1000)).default(100).openapi({ type: 'integer' }),
  cursor: z
    .string()
    .max(4096)
    .optional()
    .openapi({ description: '`nextCursor` of the page before' }),
};
/** The id of an account. */
export const accountIdParameter = z.string().regex(/^\d{12}$/, 'is not an account id (12 digits)');
/** A yes or no of a query; absent: both. */
export const flag = z
  .enum(['true', 'false'])
  .transform((value) => value === 'true')
  .optional();
/** An integer as PostgreSQL has it. */
export const databaseInteger = z.coerce
  .number()
  .pipe(z.int().min(1).max(2_147_483_647))
  .openapi({ type: 'integer', example: 7 });
/** The path of a scan. */
export const scanPath = z.object({ scanId: databaseInteger });
/** The path of a finding. */
export const findingPath = z.object({
  findingId: z.coerce.number().pipe(z.int().min(1)).openapi({ type: 'integer', example: 12 }),
});

/** The answer of a route, and the problems that any may have. */
export function answer<Schema extends z.ZodType>(schema: Schema) {
  return {
    200: { description: 'As asked for', content: { 'application/json': { schema } } },
    ...problems(),
  };
}

/** What any route may fail with. */
export function problems() {
  return {
    default: {
      description: 'A problem (RFC 9457)',
      content: { 'application/problem+json': { schema: problemSchema } },
    },
  };
}
