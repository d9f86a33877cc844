import type { FindingContext } from './finding-context.ts';
import type { FindingWords } from './finding-words.ts';
import type { OcsfObject } from './ocsf-event.ts';

/** Makes what every finding has in `finding_info`: its lasting name, what it is in words, and the rule that found it. */
export function beginFindingInfo(
  uid: string,
  words: Pick<FindingWords, 'title' | 'description'>,
  rule: keyof typeof findingTypes,
  { policy }: FindingContext,
): OcsfObject {
  return {
    uid,
    title: words.title,
    desc: words.description,
    types: [findingTypes[rule]],
    analytic: { type_id: 1, type: 'Rule', uid: rule, name: policy.name },
  };
}

const findingTypes = {
  high_risk_access_key: 'High-risk access key',
  stale_user: 'Stale IAM user',
  unread_account: 'Unread account',
} as const;
