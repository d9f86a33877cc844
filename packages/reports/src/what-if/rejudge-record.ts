import {
  judgeAccessKey,
  judgeStaleness,
  type AccessKeyStatus,
  type Policy,
  type Tags,
  type ViewValue,
} from '@credsweep/core';

/** A row of a view by the names of its columns. */
export type StoredRecord = Readonly<Record<string, ViewValue>>;

/** Judges a row of `aws_staleuser_details` by another policy, as of its own time; facts and unknown columns stay. */
export function rejudgeUser(record: StoredRecord, policy: Policy): StoredRecord {
  const verdict = judgeStaleness(
    String(record['account_id']),
    {
      userName: String(record['user_name']),
      passwordEnabled: record['password_enabled'] === true,
      lastLoginAt: readTime(record, 'last_login_at'),
      lastKeyUsedAt: readTime(record, 'last_key_used_at'),
      tags: readTags(record),
    },
    policy,
    readAsOf(record),
  );
  return {
    ...record,
    is_stale: verdict.isStale,
    stale_reason: verdict.staleReason,
    stale_by_login: verdict.staleByLogin,
    stale_by_activity: verdict.staleByActivity,
  };
}

/** Judges a row of `aws_accesskey_details` or `aws_accesskey_highrisk` by another policy, as of its own time. */
export function rejudgeAccessKey(record: StoredRecord, policy: Policy): StoredRecord {
  const judged = judgeAccessKey(
    {
      accountId: String(record['account_id']),
      userName: String(record['user_name']),
      userArn: String(record['user_arn']),
      isRoot: record['is_root'] === true,
      tags: readTags(record),
    },
    {
      accessKeyId: readText(record, 'access_key_id'),
      slot: Number(record['key_slot']),
      status: record['status'] as AccessKeyStatus,
      lastRotatedAt: readTime(record, 'last_rotated_at'),
      lastUsedAt: readTime(record, 'last_used_at'),
      lastUsedRegion: readText(record, 'last_used_region'),
      lastUsedService: readText(record, 'last_used_service'),
    },
    policy,
    readAsOf(record),
  );
  return {
    ...record,
    age_band: judged.ageBand,
    is_high_risk: judged.isHighRisk,
    risk_reasons: judged.riskReasons,
    severity: judged.severity,
  };
}

/** Tags of the user; null where the scan did not ask for them. */
function readTags(record: StoredRecord): Tags | null {
  const json = readText(record, 'tags');
  return json === null ? null : (JSON.parse(json) as Tags);
}

function readAsOf(record: StoredRecord): Date {
  const asOf = readTime(record, 'data_as_of');
  if (asOf === null) throw new Error('A row without data_as_of cannot be judged.');
  return asOf;
}

function readTime(record: StoredRecord, column: string): Date | null {
  const value = record[column];
  return value instanceof Date ? value : null;
}

function readText(record: StoredRecord, column: string): string | null {
  const value = record[column] ?? null;
  return value === null ? null : String(value);
}
