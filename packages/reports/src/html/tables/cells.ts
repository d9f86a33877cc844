import { rootUserName } from '@credsweep/core';
import { formatDay } from '../../format.ts';
import type { AccessKeyRow } from '../html-report-data.ts';
import type { CellKinds } from './report-table.ts';

/** Cell of a time and the days since then. */
export function toSince(time: Date | null, days: number | null): CellKinds['since'] {
  return time === null ? null : [formatDay(time), days];
}

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
