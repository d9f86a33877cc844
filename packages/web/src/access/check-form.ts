import { CredsweepError } from '@credsweep/core';
import type { WebContext } from '../web-environment.ts';
import type { Principal } from './principal.ts';
import { isEqual } from './session.ts';

/** Name of the field by which a form shows that it is one of ours. */
export const formKeyField = 'form_key';

/**
 * Reads the fields of a form.
 *
 * @throws CredsweepError `request_invalid`, or `request_refused` for a form that was not made for this session
 */
export async function readForm(
  context: WebContext,
  principal: Principal,
): Promise<Readonly<Record<string, string>>> {
  const fields = await readFields(context);
  if (principal.via !== 'bearer' && !isEqual(fields[formKeyField] ?? '', principal.formKey)) {
    throw new CredsweepError(
      'request_refused',
      'The form is not of this session. Go back, load the page again and send it anew.',
    );
  }
  return fields;
}

/** Reads the fields of a form; files are none. */
export async function readFields(context: WebContext): Promise<Readonly<Record<string, string>>> {
  const type = context.req.header('content-type') ?? '';
  if (!/^application\/x-www-form-urlencoded\b/i.test(type)) {
    throw new CredsweepError(
      'request_invalid',
      'Forms are sent as application/x-www-form-urlencoded.',
      { details: { status: 415 } },
    );
  }
  return Object.fromEntries(new URLSearchParams(await context.req.text()));
}
