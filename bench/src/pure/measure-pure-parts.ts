import {
  judgeAccount,
  listOwnedKeys,
  parseCredentialReport,
  policyPresets,
  summarizeAccount,
  type JudgedAccount,
} from '@credsweep/core';
import { renderHtmlReport, type HtmlReportData } from '@credsweep/reports';
import { buildScaledOrganization, getAccount, renderCredentialReport } from '@credsweep/simulator';
import { Bench } from 'tinybench';
import type { PureFigures } from '../bench-report.ts';

/** Measures what needs no input and output: parsing, judging, counting, and drawing the HTML report. */
export async function measurePureParts(
  report: HtmlReportData | null,
): Promise<readonly PureFigures[]> {
  const bench = new Bench({ time: timeMs, warmupTime: timeMs / 5, iterations: 5 });
  for (const users of sizes) {
    const csv = writeReport(users);
    const judged = judge(csv);
    bench.add(`parse and judge a report of ${users} users`, () => void judge(csv));
    bench.add(
      `summarize an account of ${users} users`,
      () => void summarizeAccount(judged, policyPresets.default),
    );
  }
  if (report !== null) {
    const { users, accessKeys } = report.summary;
    bench.add(`draw the HTML report of ${users} users and ${accessKeys} keys`, async () => {
      for await (const piece of renderHtmlReport(report, { hasCsvFiles: true }))
        drawn += piece.length;
    });
  }
  await bench.run();
  return bench.tasks.map(({ name, result }) => {
    if (result.state !== 'completed') throw new Error(`${name} was not measured: ${result.state}.`);
    const { mean, p99, samplesCount } = result.latency;
    return { name, meanMs: mean, p99Ms: p99, runs: samplesCount };
  });
}

function writeReport(usersPerAccount: number): string {
  const organization = buildScaledOrganization({ accounts: 2, usersPerAccount, now: asOf });
  const account = getAccount(organization, accountId);
  return Buffer.from(renderCredentialReport(organization, account)).toString();
}

function judge(csv: string): JudgedAccount {
  const report = parseCredentialReport(csv, accountId);
  return judgeAccount(report, listOwnedKeys(report), policyPresets.default, asOf);
}

/** Keeps the engine from leaving out work whose result nobody uses. */
let drawn = 0;
const asOf = new Date('2026-01-01T00:00:00Z');
/** The second account of a scaled organization; the first is its management account. */
const accountId = '100000000002';
const sizes = [20, 100, 5000];
const timeMs = 500;
