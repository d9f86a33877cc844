import { listReadActions, type AccountReadOptions } from '@credsweep/core';

/** Gives the inline session policy that narrows an assumed role to the read actions. */
export function buildSessionPolicy(options: AccountReadOptions = {}): string {
  return JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: listReadActions(options), Resource: '*' }],
  });
}
