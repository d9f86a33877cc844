import { rootUserName } from '@credsweep/core';
import { formatDay } from '../../format.ts';
import type { AccessKeyRow } from '../html-report-data.ts';
import type { CellKinds } from './report-table.ts';

/** Cell of a time and the days since then. */
export function toSince(time: Date | null, days: number | null): CellKinds['since'] {
  return time === null ? null : [formatDay(time), days];
}

/**
 * Cell of the age of a key. Of 365 days and an hour, 365 are whole; a band that begins with the day after them says
 * "over 365 days", and so does the cell.
 */
export function toAge({ lastRotatedAt, ageDays, ageBand }: AgedKey): CellKinds['since'] {
  const since = toSince(lastRotatedAt, ageDays);
  const [, over, first] = /^(over )?(\d+)/.exec(ageBand) ?? [];
  if (since === null || ageDays === null || first === undefined) return since;
  const firstDay = over === undefined ? Number(first) : Number(first) + 1;
  return ageDays < firstDay ? [since[0], ageDays, 'over'] : since;
}

type AgedKey = Pick<AccessKeyRow, 'lastRotatedAt' | 'ageDays' | 'ageBand'>;

/** Cell of a user; the path is what stands before the name in the ARN. */
export function toUserCell(
  row: { readonly userName: string; readonly userArn: string },
  key: string | null = null,
): CellKinds['user'] {
  const resource = row.userArn.slice(row.userArn.indexOf(':user/') + ':user/'.length);
  const path = resource.endsWith(`/${row.userName}`)
    ? resource.slice(0, -row.userName.length)
    : null;
  return [row.userName === rootUserName ? 'Root user' : row.userName, path, key];
}

/** Cell of a key and its user; a key of which nobody needed to know the id is told by its slot. */
export function toKeyCell(row: AccessKeyRow): CellKinds['user'] {
  return toUserCell(row, row.accessKeyId ?? `key in slot ${row.keySlot}`);
}
