/** Requests sent to AWS by action, such as `{"iam:GetCredentialReport": 2}`; every attempt on the wire counts. */
export type ApiCalls = Readonly<Record<string, number>>;

/** The sum over all actions. */
export function totalApiCalls(calls: ApiCalls): number {
  return Object.values(calls).reduce((sum, count) => sum + count, 0);
}

/** Adds counts action by action. */
export function addApiCalls(left: ApiCalls, right: ApiCalls): ApiCalls {
  const sum: Record<string, number> = { ...left };
  for (const [action, count] of Object.entries(right)) sum[action] = (sum[action] ?? 0) + count;
  return sum;
}
