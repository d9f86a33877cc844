import type { Policy } from './policy.ts';

/** What must be known of a key to say what to do about it. */
export type KeyToFix = {
  readonly userName: string;
  readonly isRoot: boolean;
  readonly accessKeyId: string | null;
  readonly status: string;
  readonly daysSinceUsed: number | null;
};

/** What to do about a high-risk key. */
export type KeyFixKind = 'root' | 'identify' | 'delete' | 'deactivate' | 'rotate';

/** What to do, and the AWS CLI command for it. */
export type KeyFix = {
  readonly kind: KeyFixKind;
  /** Null for a root key, which only the root user can remove. */
  readonly command: string | null;
  /** A second command, for when the first has had its effect; never to be run together with it. */
  readonly followUp: string | null;
};

/**
 * Chooses the fix of a high-risk key: a key in use is rotated, one out of use deactivated, an inactive one deleted.
 *
 * Out of use means: never used, or not within the policy's `staleAfterDays`.
 */
export function fixAccessKey(key: KeyToFix, policy: Pick<Policy, 'staleAfterDays'>): KeyFix {
  if (key.isRoot) return { kind: 'root', command: null, followUp: null };
  const user = passOption('--user-name', key.userName);
  if (key.accessKeyId === null)
    return { kind: 'identify', command: `aws iam list-access-keys ${user}`, followUp: null };
  const target = `${user} ${passOption('--access-key-id', key.accessKeyId)}`;
  const deactivate = `aws iam update-access-key ${target} --status Inactive`;
  if (key.status !== 'Active')
    return { kind: 'delete', command: `aws iam delete-access-key ${target}`, followUp: null };
  if (key.daysSinceUsed === null || key.daysSinceUsed > policy.staleAfterDays)
    return { kind: 'deactivate', command: deactivate, followUp: null };
  return { kind: 'rotate', command: `aws iam create-access-key ${user}`, followUp: deactivate };
}

/** A value that begins with `-` is tied to its option, for it would be taken for an option itself. */
export function passOption(option: string, value: string): string {
  return `${option}${value.startsWith('-') ? '=' : ' '}${quoteForShell(value)}`;
}

/** Quotes a word for a POSIX shell where it is not plain; zsh reads a leading `=` too. */
export function quoteForShell(word: string): string {
  return /^[A-Za-z0-9_][\w.@,+-]*$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
