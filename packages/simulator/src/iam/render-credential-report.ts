import { listUsers } from '../world/account-users.ts';
import { iamArn, userArn } from '../world/arns.ts';
import type { SimulatedAccount } from '../world/simulated-account.ts';
import type { SimulatedOrganization } from '../world/simulated-organization.ts';
import type { SimulatedAccessKey, SimulatedCertificate } from '../world/simulated-user.ts';
import { formatTime } from '../wire/xml.ts';

/**
 * The CSV of an account's credential report as AWS writes it: root first, users by name whatever
 * the case, UTF-8, LF, no newline at the end.
 * Source: IAM user guide, "Get credential reports for your AWS account", and a capture of the live API.
 */
export function renderCredentialReport(
  organization: SimulatedOrganization,
  account: SimulatedAccount,
): Uint8Array {
  const { additionalCredentialsColumn: extraColumn } = account.report;
  const header = extraColumn ? [...columns, 'additional_credentials_info'] : columns;
  const lines = [header.join(','), formatRow(rootCells(organization, account), extraColumn)];
  for (const user of listUsers(account)) {
    const owner: CredentialOwner = {
      ...user,
      certificates: user.certificates ?? [],
      arn: userArn(organization, account, user),
    };
    const cells = [
      ...passwordCells(owner, nextRotation(account, owner)),
      ...credentialCells(owner),
    ];
    lines.push(formatRow(cells, extraColumn));
  }
  return Buffer.from(lines.join('\n'));
}

/** The 22 columns of every report, in order. */
const columns: readonly string[] = [
  'user',
  'arn',
  'user_creation_time',
  'password_enabled',
  'password_last_used',
  'password_last_changed',
  'password_next_rotation',
  'mfa_active',
  'access_key_1_active',
  'access_key_1_last_rotated',
  'access_key_1_last_used_date',
  'access_key_1_last_used_region',
  'access_key_1_last_used_service',
  'access_key_2_active',
  'access_key_2_last_rotated',
  'access_key_2_last_used_date',
  'access_key_2_last_used_region',
  'access_key_2_last_used_service',
  'cert_1_active',
  'cert_1_last_rotated',
  'cert_2_active',
  'cert_2_last_rotated',
];

/** When AWS began to record uses; earlier ones do not show. */
export const trackingStart = {
  password: new Date('2014-10-20T00:00:00Z'),
  accessKey: new Date('2015-04-22T00:00:00Z'),
} as const;

type CredentialOwner = {
  readonly name: string;
  readonly arn: string;
  readonly createdAt: Date;
  readonly passwordEnabled: boolean;
  readonly passwordLastUsedAt?: Date;
  readonly passwordChangedAt?: Date;
  readonly mfaActive: boolean;
  readonly keys: readonly SimulatedAccessKey[];
  readonly certificates: readonly SimulatedCertificate[];
};

function rootCells(organization: SimulatedOrganization, account: SimulatedAccount): string[] {
  const owner: CredentialOwner = {
    ...account.root,
    name: '<root_account>',
    arn: iamArn(organization, account.id, 'root'),
    createdAt: account.joinedAt,
  };
  const cells = passwordCells(owner, 'not_supported');
  if (account.report.legacyRootCells) {
    cells[columns.indexOf('password_enabled')] = 'not_supported';
    cells[columns.indexOf('password_last_changed')] = 'not_supported';
  }
  return [...cells, ...credentialCells(owner)];
}

function passwordCells(owner: CredentialOwner, nextRotationCell: string): string[] {
  return [
    owner.name,
    owner.arn,
    formatTime(owner.createdAt),
    String(owner.passwordEnabled),
    passwordUseCell(owner),
    owner.passwordEnabled ? formatTime(owner.passwordChangedAt ?? owner.createdAt) : 'N/A',
    nextRotationCell,
    String(owner.mfaActive),
  ];
}

function passwordUseCell({ passwordEnabled, passwordLastUsedAt }: CredentialOwner): string {
  if (!passwordEnabled) return 'N/A';
  if (passwordLastUsedAt === undefined || passwordLastUsedAt < trackingStart.password) {
    return 'no_information';
  }
  return formatTime(passwordLastUsedAt);
}

function nextRotation(account: SimulatedAccount, owner: CredentialOwner): string {
  if (!owner.passwordEnabled || account.passwordMaxAgeDays === undefined) return 'N/A';
  const changedAt = owner.passwordChangedAt ?? owner.createdAt;
  return formatTime(new Date(changedAt.getTime() + account.passwordMaxAgeDays * 86_400_000));
}

function credentialCells({ keys, certificates }: CredentialOwner): string[] {
  return [
    ...keyCells(keys[0]),
    ...keyCells(keys[1]),
    ...certificateCells(certificates[0]),
    ...certificateCells(certificates[1]),
    describeExtraCredentials(keys.length - 2, certificates.length - 2),
  ];
}

function keyCells(key: SimulatedAccessKey | undefined): string[] {
  if (key === undefined) return ['false', 'N/A', 'N/A', 'N/A', 'N/A'];
  const cells = [String(key.status === 'Active'), formatTime(key.createdAt)];
  const { lastUsed } = key;
  if (lastUsed === undefined || lastUsed.at < trackingStart.accessKey) {
    return [...cells, 'N/A', 'N/A', 'N/A'];
  }
  return [...cells, formatTime(lastUsed.at), lastUsed.region ?? 'N/A', lastUsed.service];
}

function certificateCells(certificate: SimulatedCertificate | undefined): string[] {
  if (certificate === undefined) return ['false', 'N/A'];
  return [String(certificate.active), formatTime(certificate.createdAt)];
}

/** AWS documents what this cell says (how many more, and which action lists them), not its words. */
function describeExtraCredentials(extraKeys: number, extraCertificates: number): string {
  const parts = [];
  if (extraKeys > 0) parts.push(`${extraKeys} more access keys (ListAccessKeys)`);
  if (extraCertificates > 0) {
    parts.push(`${extraCertificates} more signing certificates (ListSigningCertificates)`);
  }
  return parts.length === 0 ? 'N/A' : parts.join('; ');
}

function formatRow(cells: readonly string[], extraColumn: boolean): string {
  return (extraColumn ? cells : cells.slice(0, columns.length)).map(quoteCell).join(',');
}

function quoteCell(cell: string): string {
  return /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}
