/** A finding in words, as every format says it. */
export type FindingWords = {
  readonly title: string;
  readonly description: string;
  /** What to do; a command for it comes first. */
  readonly remediation: string;
  readonly remediationUrl: string;
};
