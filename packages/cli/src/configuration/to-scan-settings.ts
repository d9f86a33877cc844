import { everyAccount, type ScanSettings } from '@credsweep/core';
import type { Configuration } from './configuration-schema.ts';

/** Gives the part of a configuration that is kept with a scan. */
export function toScanSettings(
  configuration: Configuration,
  reportsFolder: string | null,
): ScanSettings {
  const { ou, account, exclude, roleName, externalId, keyIds } = configuration;
  return {
    selection: { ...everyAccount, organizationalUnits: ou, accounts: account, exclude },
    roleName,
    externalId,
    keyIds,
    reportsFolder,
  };
}
