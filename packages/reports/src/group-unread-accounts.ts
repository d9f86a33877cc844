/** Accounts in one state of which a scan has no new data, with the words that every report has for them. */
export type UnreadGroup<Account> = {
  readonly state: UnreadState;
  /** Such as `Not read`, to stand before their number. */
  readonly title: string;
  readonly accounts: readonly Account[];
};

/** Parts accounts by their state: those that failed, those that wait, those that were skipped. */
export function groupUnreadAccounts<Account extends { readonly state: string }>(
  accounts: readonly Account[],
): readonly UnreadGroup<Account>[] {
  return states
    .map((state) => ({
      state,
      title: titles[state],
      accounts: accounts.filter((account) => account.state === state),
    }))
    .filter((group) => group.accounts.length > 0);
}

type UnreadState = (typeof states)[number];

const states = ['failed', 'waiting', 'skipped'] as const;
const titles = {
  failed: 'Not read',
  waiting: 'Still waiting',
  skipped: 'Skipped',
} as const satisfies Record<UnreadState, string>;
