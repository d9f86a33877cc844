import { CredsweepError, parseOwnerMap, type OwnerRule } from '@credsweep/core';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Configuration } from './configuration-schema.ts';

/**
 * Reads the owner map that a configuration names; null where it names none.
 *
 * @throws CredsweepError `owner_map_invalid`, with every problem of the file
 */
export async function loadOwnerMap(
  { owners }: Configuration,
  workingFolder: string,
): Promise<readonly OwnerRule[] | null> {
  if (owners?.map === undefined) return null;
  const name = owners.map;
  const csv = await readFile(resolve(workingFolder, name), 'utf8').catch(
    (error: NodeJS.ErrnoException) => {
      throw new CredsweepError(
        'owner_map_invalid',
        `The owner map ${JSON.stringify(name)} cannot be read: ${error.message}. ` +
          'Name a CSV file with --owner-map, or as owners.map in credsweep.config.yaml.',
        { cause: error },
      );
    },
  );
  return parseOwnerMap(csv, name);
}
