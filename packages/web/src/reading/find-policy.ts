import { policyPresets, type Policy } from '@credsweep/core';
import type { WebSources } from '../web-sources.ts';

/** The policy by which the newest completed scan judged; reasons are told in its words. */
export async function findPolicy({ reader }: WebSources): Promise<Policy> {
  return (await reader.findNewestCompletedScan())?.policy ?? policyPresets.default;
}
