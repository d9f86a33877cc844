import type { ReportViewName } from '../report-views.ts';
import type { Scan, ScanSummary } from '../scan.ts';

/** A value of a view: text, number, boolean, time, list of texts, or null. A duration is ISO 8601, such as `PT1.5S`; tags are JSON. */
export type ViewValue = string | number | boolean | Date | readonly string[] | null;

/** One row, its values in the order of the view's columns. */
export type ViewRow = readonly ViewValue[];

/** A view as it is read: its columns at once, its rows batch by batch. */
export type ViewReading = {
  readonly columns: readonly string[];
  readonly batches: AsyncIterable<readonly ViewRow[]>;
};

/** Reads what scans have written. */
export interface ReportReader {
  /** The newest scans, newest first. */
  listScans(limit: number): Promise<readonly Scan[]>;
  findNewestCompletedScan(): Promise<Scan | null>;
  summarizeScan(scanId: number): Promise<ScanSummary | null>;
  /** Memory does not grow with the view. With a scan: as it was when that scan had ended; otherwise as it is now. */
  readView(view: ReportViewName, scanId: number | null): Promise<ViewReading>;
}
