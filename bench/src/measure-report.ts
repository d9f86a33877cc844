import { join } from 'node:path';
import type { ReportFigures, ScanKey } from './bench-report.ts';
import type { Fleet } from './open-fleet.ts';

/** Writes the report files of the newest scan with `credsweep report --out`, and measures it. */
export async function measureReport(
  fleet: Fleet,
  key: Omit<ScanKey, 'scan'>,
): Promise<ReportFigures> {
  const { wallMs, usage } = await fleet.run(['report', '--out', join(fleet.folder, 'report')]);
  return { ...key, wallMs, cpuMs: usage.cpuMs, peakMb: usage.peakMb };
}
