import {
  GenerateCredentialReportCommand,
  GetCredentialReportCommand,
  type IAMClient,
} from '@aws-sdk/client-iam';
import { describe, expect, it } from 'vitest';
import { connectToAccount } from '../testing/connect-clients.ts';
import { memberId, simulate, testNow } from '../testing/simulate.ts';
import { addAccessKey } from '../world/edit-access-keys.ts';
import { getAccount } from '../world/edit-accounts.ts';
import { addUser } from '../world/edit-users.ts';
import { ageReport, replaceReport } from '../world/stored-report.ts';

const createdAt = new Date('2024-02-03T04:05:06Z');
const hourMs = 3_600_000;

describe('the life of a credential report', () => {
  it('is started by the first Generate, and there at the next call', async () => {
    const { iam } = await connect();
    expect(await generate(iam)).toBe('STARTED');
    expect(await generate(iam)).toBe('COMPLETE');
    const reply = await iam.send(new GetCredentialReportCommand({}));
    expect(reply.GeneratedTime).toEqual(testNow);
    expect(reply.ReportFormat).toBe('text/csv');
  });

  it('is not present before Generate', async () => {
    const { iam } = await connect();
    await expect(read(iam)).rejects.toMatchObject({
      name: 'CredentialReportNotPresentException',
      $metadata: { httpStatusCode: 410 },
    });
  });

  it('is in progress until it is ready by the clock of the world', async () => {
    let now = testNow;
    const { iam } = await connect({ now: () => now, report: { readyAfterMs: hourMs / 2 } });
    expect(await generate(iam)).toBe('STARTED');
    expect(await generate(iam)).toBe('INPROGRESS');
    await expect(read(iam)).rejects.toMatchObject({
      name: 'CredentialReportNotReadyException',
      $metadata: { httpStatusCode: 404 },
    });
    now = new Date(testNow.getTime() + hourMs / 2);
    expect(await generate(iam)).toBe('COMPLETE');
  });

  it('becomes ready in real time even if the clock of the world stands still', async () => {
    const { iam } = await connect({ report: { readyAfterMs: 20 } });
    expect(await generate(iam)).toBe('STARTED');
    await expect.poll(() => generate(iam)).toBe('COMPLETE');
  });

  it('is a snapshot, reused for four hours and made anew after that', async () => {
    const { iam, organization } = await connect();
    const account = getAccount(organization, memberId);
    await generate(iam);
    addUser(organization, memberId, { name: 'late', createdAt });
    ageReport(account, 4 * hourMs - 1);
    expect(await generate(iam)).toBe('COMPLETE');
    expect(await read(iam)).not.toContain('late');
    ageReport(account, 1);
    await expect(read(iam)).rejects.toMatchObject({ name: 'CredentialReportExpiredException' });
    expect(await generate(iam)).toBe('STARTED');
    expect(await read(iam)).toContain('late');
  });

  it('is a snapshot of users given as a function too', async () => {
    const { iam, organization } = await connect();
    const account = getAccount(organization, memberId);
    const user = addUser(organization, memberId, { name: 'early', createdAt });
    account.users = () => [structuredClone(user)];
    await generate(iam);
    addUser(organization, memberId, { name: 'late', createdAt });
    const report = await read(iam);
    expect(report).toContain('early');
    expect(report).not.toContain('late');
  });

  it('can be damaged for a test', async () => {
    const { iam, organization } = await connect();
    await generate(iam);
    replaceReport(getAccount(organization, memberId), 'user,arn\nbroken');
    expect(await read(iam)).toBe('user,arn\nbroken');
  });
});

describe('the content of a credential report', () => {
  it('has the root row first, then users whatever the case of their names', async () => {
    const { iam, organization } = await connect();
    for (const name of ['zoe', 'Bob', 'alice', '=1+2@corp', 'smith,pat']) {
      addUser(organization, memberId, { name, createdAt });
    }
    await generate(iam);
    const report = await read(iam);
    const none = 'false,N/A,N/A,N/A,N/A';
    const user = (name: string) =>
      `${name},arn:aws:iam::${memberId}:user/${name},2024-02-03T04:05:06Z,false,N/A,N/A,N/A,false,${none},${none},false,N/A,false,N/A`;
    expect(report.split('\n')).toEqual([
      'user,arn,user_creation_time,password_enabled,password_last_used,password_last_changed,password_next_rotation,mfa_active,access_key_1_active,access_key_1_last_rotated,access_key_1_last_used_date,access_key_1_last_used_region,access_key_1_last_used_service,access_key_2_active,access_key_2_last_rotated,access_key_2_last_used_date,access_key_2_last_used_region,access_key_2_last_used_service,cert_1_active,cert_1_last_rotated,cert_2_active,cert_2_last_rotated',
      `<root_account>,arn:aws:iam::${memberId}:root,2021-01-01T00:00:00Z,false,N/A,N/A,not_supported,false,${none},${none},false,N/A,false,N/A`,
      user('=1+2@corp'),
      user('alice'),
      user('Bob'),
      `"smith,pat","arn:aws:iam::${memberId}:user/smith,pat",2024-02-03T04:05:06Z,false,N/A,N/A,N/A,false,${none},${none},false,N/A,false,N/A`,
      user('zoe'),
    ]);
  });

  it.each([
    ['no password', {}, 'false,N/A,N/A,N/A'],
    [
      'a password removed after use',
      { passwordLastUsedAt: new Date('2025-01-01T00:00:00Z') },
      'false,N/A,N/A,N/A',
    ],
    [
      'a password never used',
      { passwordEnabled: true },
      'true,no_information,2024-02-03T04:05:06Z,N/A',
    ],
    [
      'a password last used before tracking began',
      { passwordEnabled: true, passwordLastUsedAt: new Date('2014-10-19T23:59:59Z') },
      'true,no_information,2024-02-03T04:05:06Z,N/A',
    ],
    [
      'a password used and changed',
      {
        passwordEnabled: true,
        passwordLastUsedAt: new Date('2026-01-02T03:04:05Z'),
        passwordChangedAt: new Date('2025-05-05T05:05:05Z'),
      },
      'true,2026-01-02T03:04:05Z,2025-05-05T05:05:05Z,N/A',
    ],
  ])('shows %s', async (_what, input, cells) => {
    const { iam, organization } = await connect();
    addUser(organization, memberId, { name: 'maria', createdAt, ...input });
    await generate(iam);
    expect(await read(iam)).toContain(`2024-02-03T04:05:06Z,${cells},false`);
  });

  it('shows when the password policy expires a password', async () => {
    const { iam, organization } = await connect();
    getAccount(organization, memberId).passwordMaxAgeDays = 30;
    addUser(organization, memberId, { name: 'maria', createdAt, passwordEnabled: true });
    await generate(iam);
    expect(await read(iam)).toContain('2024-02-03T04:05:06Z,2024-03-04T04:05:06Z,false');
  });

  it.each([
    [
      'an inactive key with its date',
      { status: 'Inactive' },
      'false,2024-02-03T04:05:06Z,N/A,N/A,N/A',
    ],
    ['a key never used', {}, 'true,2024-02-03T04:05:06Z,N/A,N/A,N/A'],
    [
      'a key used before tracking began',
      { lastUsed: { at: new Date('2015-04-21T00:00:00Z'), service: 's3' } },
      'true,2024-02-03T04:05:06Z,N/A,N/A,N/A',
    ],
    [
      'a use that has no region',
      { lastUsed: { at: testNow, service: 's3' } },
      'true,2024-02-03T04:05:06Z,2026-11-21T12:00:00Z,N/A,s3',
    ],
    [
      'a use in a region',
      { lastUsed: { at: testNow, service: 'ec2', region: 'eu-north-1' } },
      'true,2024-02-03T04:05:06Z,2026-11-21T12:00:00Z,eu-north-1,ec2',
    ],
  ] as const)('shows %s', async (_what, input, cells) => {
    const { iam, organization } = await connect();
    addUser(organization, memberId, { name: 'ci', createdAt });
    addAccessKey(organization, memberId, 'ci', { createdAt, ...input });
    await generate(iam);
    expect(await read(iam)).toContain(`N/A,N/A,N/A,false,${cells},false`);
  });

  it('has a 23rd column about the third key if the account is so', async () => {
    const { iam, organization } = await connect();
    const account = getAccount(organization, memberId);
    account.report.additionalCredentialsColumn = true;
    addUser(organization, memberId, { name: 'ci', createdAt });
    for (let day = 1; day <= 3; day += 1) {
      addAccessKey(organization, memberId, 'ci', { createdAt: new Date(2025, 0, day) });
    }
    await generate(iam);
    const lines = (await read(iam)).split('\n');
    expect(lines[0]).toMatch(/cert_2_last_rotated,additional_credentials_info$/);
    expect(lines[1]).toMatch(/,N\/A$/);
    expect(lines[2]).toMatch(/,1 more access keys \(ListAccessKeys\)$/);
  });

  it('has the root cells of older reports if the account is so', async () => {
    const { iam, organization } = await connect();
    getAccount(organization, memberId).report.legacyRootCells = true;
    await generate(iam);
    expect(await read(iam)).toContain('Z,not_supported,N/A,not_supported,not_supported,false');
  });
});

async function connect(options: Parameters<typeof simulate>[0] = {}) {
  const simulator = await simulate(options);
  const { iam } = await connectToAccount(simulator, memberId, { DurationSeconds: 3_600 });
  return { iam, organization: simulator.organization };
}

async function generate(iam: IAMClient): Promise<string | undefined> {
  return (await iam.send(new GenerateCredentialReportCommand({}))).State;
}

async function read(iam: IAMClient): Promise<string> {
  const { Content } = await iam.send(new GetCredentialReportCommand({}));
  return new TextDecoder().decode(Content);
}
