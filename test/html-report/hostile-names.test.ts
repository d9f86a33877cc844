import { policyPresets } from '@credsweep/core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hasChromium, startChromium, type TestBrowser } from './chromium.ts';
import {
  createFixedReader,
  flag,
  makeKey,
  makeSummary,
  makeUser,
  neverLoggedIn,
  rotatedAgo,
} from './fixed-report-reader.ts';
import { openReport } from './open-report.ts';

const hostileNames = [
  `"><img src=x onerror=window.hacked=1>`,
  `</script><script>window.hacked=2</script>`,
  `<svg onload=window.hacked=3>&amp;`,
  `' onmouseover='window.hacked=4`,
  `<!--<script>`,
  `&lt;b&gt; R&D &#x2026;`,
  `=1+2@corp`,
  `{{constructor.constructor('window.hacked=5')()}}`,
  `Zürich – 東京 🚀 שלום`,
];

describe.skipIf(!hasChromium)('names that attack the HTML report', { timeout: 120_000 }, () => {
  let browser: TestBrowser;

  beforeAll(async () => {
    browser = await startChromium();
  });
  afterAll(() => browser.close());

  test.each([
    ['with the policy of the page', (document: string) => document],
    [
      'in a browser without such policies, by escaping alone',
      (document: string) =>
        document.replace(/<meta http-equiv="Content-Security-Policy"[^>]*>/, ''),
    ],
  ])('are shown and found as they are, and execute nothing, %s', async (_, change) => {
    const { page, requests, troubles } = await openReport(browser, createHostileReader(), {
      change,
    });
    const table = page.locator('[data-table=users]');
    expect(await table.locator('td.user .name').allTextContents()).toEqual(hostileNames);
    expect(await table.locator('td.account .name').allTextContents()).toEqual(hostileNames);
    for (const name of hostileNames) {
      await table.getByLabel('Search').fill(name);
      await expect
        .poll(() => table.locator('td.user .name').allTextContents(), { message: name })
        .toEqual([name]);
    }
    await table.getByRole('button', { name: 'Clear' }).click();
    await table.getByRole('columnheader', { name: 'Account' }).click();
    await page.locator('#high-risk-keys').getByRole('columnheader', { name: 'Fix' }).click();
    await page.locator('svg [data-series]').first().hover();
    expect(await page.locator('.wide svg text').allTextContents()).toContain(hostileNames[6]);
    expect(await page.locator('img, iframe, object, [onerror], [onload]').count()).toBe(0);
    expect(await page.evaluate('window.hacked')).toBeUndefined();
    expect(requests).toHaveLength(1);
    expect(troubles).toEqual([]);
    await page.close();
  });

  test('cannot turn the direction of writing', async () => {
    const name = 'invoice\u202Egnp.exe\u2066';
    const account = { accountId: '111111111111', accountName: name };
    const { page } = await openReport(
      browser,
      createFixedReader(makeSummary(), { aws_staleuser_details: [makeUser(account, name)] }),
    );
    expect(await page.locator('#users td.user .name').textContent()).toBe(
      'invoice\uFFFDgnp.exe\uFFFD',
    );
    expect(await page.content()).not.toMatch(/[\u202E\u2066]/);
    await page.close();
  });
});

function createHostileReader() {
  const accounts = hostileNames.map((accountName, index) => ({
    accountId: String(100_000_000_000 + index),
    accountName,
  }));
  const users = accounts.map((account, index) => ({
    ...makeUser(account, account.accountName, neverLoggedIn),
    user_created_at: new Date(Date.UTC(2020, 0, index + 1)),
  }));
  const keys = accounts.map((account) =>
    makeKey(account, account.accountName, account.accountName, {
      ...rotatedAgo(400),
      age_band: account.accountName,
      last_used_service: account.accountName,
      risk_reasons: [account.accountName],
    }),
  );
  return createFixedReader(
    makeSummary({
      organizationId: hostileNames[0] ?? '',
      policy: {
        ...policyPresets.default,
        name: hostileNames[1] ?? '',
        exemptions: hostileNames.map((name) => ({
          user: name,
          reason: name,
          expires: '2025-01-01',
        })),
      },
    }),
    {
      aws_staleuser_details: users,
      aws_accesskey_details: keys,
      aws_accesskey_highrisk: keys.map((key) => flag(key)),
      aws_accesskey_summary: accounts.map((account) => ({
        account_id: account.accountId,
        account_name: account.accountName,
        age_band: account.accountName,
        active_key_count: 1,
        inactive_key_count: 0,
      })),
      scan_coverage: accounts.map((account) => ({
        scan_id: 7,
        account_id: account.accountId,
        account_name: account.accountName,
        state: 'failed',
        code: account.accountName,
        message: account.accountName,
      })),
    },
  );
}
