import type { OwnerRegister, OwnerRule, ScanSettings } from '@credsweep/core';

/**
 * Keeps an owner map in the database, for workers on any machine, and gives the settings that name it.
 *
 * @param rules null: there is no map
 */
export async function keepOwnerMap(
  settings: ScanSettings,
  rules: readonly OwnerRule[] | null,
  register: OwnerRegister,
): Promise<ScanSettings> {
  if (rules === null) return settings;
  const { userTag = null, accountTag = null } = settings.owners ?? {};
  return {
    ...settings,
    owners: { userTag, accountTag, mapId: await register.keepOwnerMap(rules) },
  };
}
