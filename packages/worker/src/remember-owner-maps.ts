import type { OwnerMap, OwnerRecall } from '@credsweep/core';

/** Reads each owner map once for all accounts of its scans, and keeps the few that were asked for last. */
export function rememberOwnerMaps(recall: OwnerRecall): OwnerRecall {
  const maps = new Map<number, Promise<OwnerMap>>();
  return {
    findOwnerMap: (mapId) => {
      const map = maps.get(mapId) ?? recall.findOwnerMap(mapId);
      maps.delete(mapId);
      maps.set(mapId, map);
      map.catch(() => maps.delete(mapId));
      for (const oldest of maps.keys()) {
        if (maps.size <= maxMaps) break;
        maps.delete(oldest);
      }
      return map;
    },
    findAccountTags: (accountId) => recall.findAccountTags(accountId),
  };
}

const maxMaps = 4;
