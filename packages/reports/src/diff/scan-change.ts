import type { ViewValue } from '@credsweep/core';

/** A row of a details view by the names of its columns. */
export type FactRecord = Readonly<Record<string, ViewValue>>;

/** Why something changed between two scans. */
export type ChangeCause =
  /** The same facts are judged by another policy. */
  | 'policy'
  /** An exemption covers it now. */
  | 'exempted'
  /** An exemption that covered it has expired or is gone. */
  | 'exemption_ended'
  /** Time passed, and with it a threshold. */
  | 'threshold_passed'
  | 'logged_in'
  /** An access key was used. */
  | 'used'
  | 'password_set'
  | 'password_removed'
  | 'deactivated'
  | 'reactivated'
  /** The key is gone, and its user has a younger one. */
  | 'rotated'
  | 'created'
  /** A user of the same name and another creation time was there before. */
  | 'recreated'
  | 'deleted'
  | 'user_deleted'
  | 'facts_changed'
  | AccountCause;

/** Why a whole account, with all its users and keys, appeared or left. */
export type AccountCause =
  | 'account_joined'
  | 'account_left'
  /** It was there before, but could never be read. */
  | 'account_became_readable'
  /** The earlier scan did not take it. */
  | 'account_added_to_scan'
  /** The later scan did not take it. */
  | 'account_not_in_scan';

/** What became of a user or an access key. */
export type FactChange = {
  readonly kind: 'user' | 'access_key';
  /** `flagged` and `cleared` speak of what is there in both scans; what appears or leaves tells by its flags. */
  readonly change: 'appeared' | 'left' | 'flagged' | 'cleared';
  readonly cause: ChangeCause;
  /** Whether the policy alone made the change: the facts are those of the earlier scan. */
  readonly byPolicy: boolean;
  /** Stale or high-risk in the earlier scan; for a change of facts, by the policy of the later one. */
  readonly wasFlagged: boolean;
  readonly isFlagged: boolean;
  /** Null for what appeared. */
  readonly before: FactRecord | null;
  /** Null for what left. */
  readonly after: FactRecord | null;
  /** When the user was created; null for the root user. */
  readonly userCreatedAt: Date | null;
};

/** Users and keys of one account as a scan shows them. */
export type AccountFacts = {
  readonly users: readonly FactRecord[];
  readonly accessKeys: readonly FactRecord[];
};

/** Judges a row by the policy of the later scan. */
export type Rejudge = (record: FactRecord) => FactRecord;
