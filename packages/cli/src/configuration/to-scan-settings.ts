import { everyAccount, type ScanSettings } from '@credsweep/core';
import type { Configuration } from './configuration-schema.ts';

/** Gives the part of a configuration that is kept with a scan; the owner map is kept by itself. */
export function toScanSettings(
  configuration: Configuration,
  reportsFolder: string | null,
): ScanSettings {
  const { ou, account, exclude, roleName, externalId, keyIds, owners } = configuration;
  const { userTag = null, accountTag = null } = owners ?? {};
  return {
    selection: { ...everyAccount, organizationalUnits: ou, accounts: account, exclude },
    roleName,
    externalId,
    keyIds,
    reportsFolder,
    ...(userTag === null && accountTag === null
      ? {}
      : { owners: { userTag, accountTag, mapId: null } }),
  };
}
