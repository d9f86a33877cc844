import type { Configuration } from './configuration-schema.ts';

type OwnerSection = NonNullable<Configuration['owners']>;

/** The flags of owners, by the names of the settings that they set in the section `owners`. */
const ownerFlags = {
  userTag: 'ownerTag',
  accountTag: 'ownerAccountTag',
  map: 'ownerMap',
} as const satisfies Record<keyof OwnerSection, string>;

/** Moves the flags of owners to where the configuration file has them; flags that are not given leave its own. */
export function nestOwnerFlags(
  given: Readonly<Record<string, unknown>>,
  fromFile: { readonly owners?: OwnerSection | undefined },
): Readonly<Record<string, unknown>> {
  const flags: ReadonlySet<string> = new Set(Object.values(ownerFlags));
  const others = Object.entries(given).filter(([name]) => !flags.has(name));
  const owners = Object.entries(ownerFlags)
    .filter(([, flag]) => given[flag] !== undefined)
    .map(([setting, flag]) => [setting, given[flag]]);
  return {
    ...Object.fromEntries(others),
    ...(owners.length === 0
      ? {}
      : { owners: { ...fromFile.owners, ...Object.fromEntries(owners) } }),
  };
}

/** The flag that sets a setting, as its path in the configuration, such as `ownerTag`. */
export function nameFlag([section, setting]: readonly PropertyKey[]): string {
  const flag =
    section === 'owners' ? Object.entries(ownerFlags).find(([name]) => name === setting) : null;
  return flag?.[1] ?? String(section);
}
