import type {
  AccountInventory,
  CredentialInventory,
  InventorySearch,
  OverviewReader,
  ReportReader,
  Scan,
  ScanInventory,
} from '@credsweep/core';
import type {
  ExemptionRequest,
  FindingEvent,
  FindingFilter,
  FindingRecord,
} from '@credsweep/postgres';

/** Reads findings and exempts them. */
export interface FindingDesk {
  listFindings(filter: FindingFilter): Promise<readonly FindingRecord[]>;
  findFinding(
    findingId: number,
  ): Promise<(FindingRecord & { readonly events: readonly FindingEvent[] }) | null>;
  exemptFinding(request: ExemptionRequest): Promise<void>;
  endExemption(request: { readonly findingId: number; readonly actor: string }): Promise<void>;
}

/** Starts scans and gives them up. */
export interface ScanDesk {
  /** Enqueues a scan with the settings of the configuration file. */
  startScan(): Promise<Scan>;
  cancelScan(scanId: number): Promise<void>;
}

/** What keeps the service from its work; empty when nothing does. */
type CheckReadiness = () => Promise<readonly string[]>;

/** Everything that the service asks and does. */
export type WebSources = {
  readonly reader: ReportReader;
  readonly inventory: AccountInventory &
    CredentialInventory &
    InventorySearch &
    OverviewReader &
    ScanInventory;
  readonly findings: FindingDesk;
  readonly scans: ScanDesk;
  readonly checkReadiness: CheckReadiness;
};
