import type { WebRole } from '@credsweep/core';

/** Whoever makes a request. */
export type Principal = {
  readonly name: string;
  readonly role: WebRole;
  /** How it is known; requests that a browser makes by itself (`session`, `proxy`) must prove where they come from. */
  readonly via: 'bearer' | 'session' | 'proxy';
  /** Signs the forms of this principal; empty for `bearer`. */
  readonly formKey: string;
};
