import type { KeyFixKind } from './fix-access-key.ts';

/** The fixes in words: a verb for the row, and how to go about it. */
export const keyFixWords: Readonly<
  Record<KeyFixKind, { readonly label: string; readonly hint?: string; readonly advice: string }>
> = {
  root: {
    label: 'Delete as root',
    hint: 'Sign in as the root user of this account: Security credentials, Access keys.',
    advice:
      'Sign in to the account as its root user, open Security credentials, deactivate the key and, when nothing breaks, delete it. Where root access is managed centrally, the management account can do it: aws sts assume-root with the task policy IAMDeleteRootUserCredentials.',
  },
  rotate: {
    label: 'Rotate',
    advice:
      'The key is in use. The first command makes a new one: give it to the program that uses the old one, then run the second command. A user can have two keys at most; delete an unused one first. Better still, replace the user by a role.',
  },
  deactivate: {
    label: 'Deactivate',
    advice:
      'Nothing has used the key lately. Deactivating can be undone (--status Active); delete the key when nobody has missed it.',
  },
  delete: {
    label: 'Delete',
    advice: 'The key is inactive already and cannot be used. Deleting cannot be undone.',
  },
  identify: {
    label: 'Find the id first',
    advice:
      'The id of the key is not known (the scan had credential reports only). The command lists the keys of the user: it is the one created on the day of its last rotation. Deactivate it if nothing has used it lately; otherwise make a new key first.',
  },
};
