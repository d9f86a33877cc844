import { mkdtemp, mkdir, rm, truncate, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createReportsFolder } from './reports-folder.ts';
import { noAbort } from './testing/open-test-hub.ts';

const header = 'user,arn,user_creation_time\n';
const howTo =
  'aws iam generate-credential-report && aws iam get-credential-report --query Content --output text | base64 --decode';

describe('a folder of credential reports', () => {
  it('has an account for every file named after one, in order, and leaves other files alone', async () => {
    const folder = await makeFolder({
      '222222222222.csv': header,
      '111111111111.csv': header,
      'README.md': 'x',
      '33.csv': 'x',
    });
    const { directory } = await createReportsFolder(folder);
    expect(await directory.describeOrganization()).toEqual({
      organizationId: 'reports',
      kind: 'reports_folder',
      managementAccountId: null,
      notice: expect.stringMatching(
        `^AWS is not asked: the 2 credential reports in ${folder} are read as they are\\. \\d+ files are left alone`,
      ),
    });
    const pages = [];
    for await (const page of directory.listAccounts(noAbort)) pages.push(...page);
    expect(
      pages.map(({ accountId, accountName, state }) => [accountId, accountName, state]),
    ).toEqual([
      ['111111111111', '111111111111', 'ACTIVE'],
      ['222222222222', '222222222222', 'ACTIVE'],
    ]);
    expect(directory.takeApiCalls()).toEqual({});
  });

  it.each<[string, Readonly<Record<string, string>>, string | null]>([
    ['nothing', {}, null],
    ['a hidden file', { '.DS_Store': '' }, null],
    ['one file', { 'prod.csv': header }, '1 file is left alone in FOLDER: prod.csv. Only files'],
    [
      'many files, one of which with what a terminal obeys',
      {
        '1111 2222 3333.csv': header,
        '111111111111.CSV': header,
        '33.csv': header,
        '\u001b[2Jx.csv': header,
        'a.csv': '',
        'b.csv': '',
        'c.csv': '',
      },
      '7 files are left alone in FOLDER: "\\u001b[2Jx.csv", "1111 2222 3333.csv", 111111111111.CSV, 33.csv, a.csv, and 2 more.',
    ],
  ])('names what it leaves alone: %s', async (_what, others, notice) => {
    const folder = await makeFolder({ '111111111111.csv': header, ...others });
    const { directory } = await createReportsFolder(folder);
    const told = (await directory.describeOrganization()).notice;
    if (notice === null) expect(told).not.toContain('left alone');
    else {
      expect(told).toContain(notice.replace('FOLDER', folder));
      expect(told).toContain('such as 123456789012.csv');
    }
  });

  it('names a folder inside it, even one that is called like a report', async () => {
    const folder = await makeFolder({ '111111111111.csv': header });
    await mkdir(join(folder, '222222222222.csv'));
    const { directory } = await createReportsFolder(folder);
    expect((await directory.describeOrganization()).notice).toContain('222222222222.csv/');
  });

  it('gives the text of a file, and the time it was last changed', async () => {
    const folder = await makeFolder({ '111111111111.csv': `\uFEFF${header}ünal,x,y` });
    const changedAt = new Date('2026-10-01T02:03:04Z');
    await utimes(join(folder, '111111111111.csv'), changedAt, changedAt);
    const session = (await createReportsFolder(folder)).source.openAccount('111111111111');
    expect(session).toMatchObject({ accountId: '111111111111', live: false });
    expect(await session.fetchCredentialReport(noAbort)).toEqual({
      state: 'ready',
      csv: `${header}ünal,x,y`,
      generatedAt: changedAt,
    });
    expect(session.takeApiCalls()).toEqual({});
  });

  it('cannot tell anything of this moment', async () => {
    const folder = await makeFolder({ '111111111111.csv': header });
    const session = (await createReportsFolder(folder)).source.openAccount('111111111111');
    await expect(session.listAccessKeys('ci', noAbort)).rejects.toMatchObject({
      code: 'internal_error',
    });
    await expect(session.getAccessKeyLastUsed('AKIA', noAbort)).rejects.toMatchObject({
      code: 'internal_error',
    });
  });

  it('stops at an abort with the reason of the signal', async () => {
    const folder = await makeFolder({ '111111111111.csv': header });
    const { directory, source } = await createReportsFolder(folder);
    const reason = new Error('too late');
    await expect(
      source.openAccount('111111111111').fetchCredentialReport(AbortSignal.abort(reason)),
    ).rejects.toBe(reason);
    await expect(
      directory.listAccounts(AbortSignal.abort(reason))[Symbol.asyncIterator]().next(),
    ).rejects.toBe(reason);
  });

  it.each([
    ['does not exist', async () => join(await makeFolder({}), 'nowhere'), 'it does not exist'],
    [
      'is a file',
      async () => join(await makeFolder({ 'a.csv': '' }), 'a.csv'),
      'it is not a folder',
    ],
    ['is empty', () => makeFolder({}), 'it is empty'],
    [
      'has no file named after an account',
      () =>
        makeFolder({
          'a.csv': '',
          'b.csv': '',
          'c.csv': '',
          'd.csv': '',
          'e.csv': '',
          'f.csv': '',
        }),
      'only: a.csv, b.csv, c.csv, d.csv, e.csv, and 1 more',
    ],
  ])('that %s is refused with the commands that make one', async (_what, make, problem) => {
    await expect(make().then(createReportsFolder)).rejects.toMatchObject({
      code: 'reports_folder_invalid',
      message: expect.stringContaining(problem),
    });
    await expect(make().then(createReportsFolder)).rejects.toThrow(howTo);
  });
});

describe('a file of the folder', () => {
  it.each([
    ['not UTF-8', Buffer.from('user,arn\nB\xf6b', 'latin1'), 'it is not valid UTF-8'],
    [
      'UTF-16, as PowerShell writes it',
      Buffer.from(`\uFEFF${header}`, 'utf16le'),
      'Save it again as UTF-8',
    ],
    ['still base64', Buffer.from(Buffer.from(header).toString('base64')), 'it is still in base64'],
    [
      'the JSON of the AWS CLI',
      Buffer.from('{\n "Content": "dXNlcixhcm4s" }'),
      'it is the whole JSON answer of the AWS CLI',
    ],
  ])('that is %s is malformed, with the way out', async (_what, content, problem) => {
    const folder = await makeFolder({ '111111111111.csv': content });
    const session = (await createReportsFolder(folder)).source.openAccount('111111111111');
    await expect(session.fetchCredentialReport(noAbort)).rejects.toMatchObject({
      code: 'report_malformed',
      message: expect.stringContaining(problem),
      details: { accountId: '111111111111' },
    });
  });

  it('of more than 64 MB is refused unread', async () => {
    const folder = await makeFolder({ '111111111111.csv': header });
    await truncate(join(folder, '111111111111.csv'), 64 * 2 ** 20 + 1);
    const session = (await createReportsFolder(folder)).source.openAccount('111111111111');
    await expect(session.fetchCredentialReport(noAbort)).rejects.toMatchObject({
      code: 'report_malformed',
      message: expect.stringContaining('larger than 64 MB'),
    });
  });

  it.each([
    ['was taken away', async (path: string) => rm(path)],
    ['is a folder', async (path: string) => rm(path).then(() => mkdir(path))],
  ])('that %s fails alone', async (_what, change) => {
    const folder = await makeFolder({ '111111111111.csv': header, '222222222222.csv': header });
    const { source } = await createReportsFolder(folder);
    await change(join(folder, '111111111111.csv'));
    await expect(
      source.openAccount('111111111111').fetchCredentialReport(noAbort),
    ).rejects.toMatchObject({
      code: 'reports_folder_invalid',
      details: { accountId: '111111111111' },
    });
    expect(await source.openAccount('222222222222').fetchCredentialReport(noAbort)).toMatchObject({
      state: 'ready',
    });
  });

  it('outside the folder cannot be asked for', async () => {
    const { source } = await createReportsFolder(await makeFolder({ '111111111111.csv': header }));
    expect(() => source.openAccount('../111111111111')).toThrow('is not an account id');
  });
});

async function makeFolder(files: Readonly<Record<string, string | Buffer>>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'credsweep-reports-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  for (const [name, content] of Object.entries(files)) await writeFile(join(folder, name), content);
  return folder;
}
