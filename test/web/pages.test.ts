import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { hasChromium, startChromium, type TestBrowser } from '../html-report/chromium.ts';
import { startWorker } from '../service/stage-actions.ts';
import { accountName, openWebStage, tokens, type WebStage } from './open-web-stage.ts';

const pages = [
  '/',
  '/accounts',
  '/accounts/200000000001',
  '/accounts/200000000003',
  '/search?q=de',
  '/findings',
  '/findings/1',
  '/scans',
  '/scans/1',
  '/scans/404',
] as const;

const looks = [
  { name: 'wide and light', width: 1280, colorScheme: 'light' },
  { name: 'narrow and dark', width: 390, colorScheme: 'dark' },
  { name: 'wide and dark', width: 1280, colorScheme: 'dark' },
] as const;

describe.skipIf(!hasChromium)('the pages of the web service', { timeout: 120_000 }, () => {
  let stage: WebStage;
  let browser: TestBrowser;
  let page: Page;
  /** What the console and the policy complained of. */
  const troubles: string[] = [];

  const open = async (path: string): Promise<void> => {
    await page.goto(`${stage.url}${path}`);
  };
  const logInHere = async (where: Page, role: keyof typeof tokens): Promise<void> => {
    await where.context().clearCookies();
    await where.goto(`${stage.url}/login`);
    await where.getByLabel('Token').fill(tokens[role]);
    await where.getByRole('button', { name: 'Log in' }).click();
    await where.getByRole('heading', { name: 'IAM users and access keys' }).waitFor();
  };

  beforeAll(async () => {
    stage = await openWebStage({
      scans: 2,
      latency: { 'iam:GetCredentialReport': { minMs: 1500, maxMs: 1500 } },
    });
    browser = await startChromium();
    page = await browser.context.newPage();
    page.on('pageerror', (error) => troubles.push(error.message));
    page.on('console', (message) => {
      // The browser tells of every status above 400.
      if (!message.text().includes('status of 404')) troubles.push(message.text());
    });
    await logInHere(page, 'operator');
  }, 120_000);
  afterEach(() => {
    const told = troubles.splice(0);
    if (told.length > 0) throw new Error(`The browser complained: ${told.join('; ')}`);
  });
  afterAll(async () => {
    await browser?.close();
    await stage?.close();
  });

  describe.each(looks)('$name', ({ width, colorScheme }) => {
    test.each(pages)('%s passes axe and never scrolls sideways', async (path) => {
      await page.setViewportSize({ width, height: 800 });
      await page.emulateMedia({ colorScheme });
      await open(path);
      const { violations } = await new AxeBuilder({ page }).analyze();
      expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([]);
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width);
      const surface = await page.evaluate(
        "getComputedStyle(document.querySelector('.bar')).backgroundColor",
      );
      expect(surface).toBe(colorScheme === 'light' ? 'rgb(255, 255, 255)' : 'rgb(24, 28, 34)');
    });
  });

  test.each(pages)('%s is gone through by keyboard', async (path) => {
    await page.setViewportSize({ width: 1280, height: 800 });
    await page.emulateMedia({ colorScheme: 'light' });
    await open(path);
    // The page of the search puts the cursor into its field.
    if (path.startsWith('/search')) await page.evaluate('document.activeElement.blur()');
    const seen: string[] = [];
    for (let presses = 0; presses < 9; presses += 1) {
      await page.keyboard.press('Tab');
      seen.push(String(await page.evaluate('document.activeElement.textContent.trim()')));
    }
    if (!path.startsWith('/search')) {
      expect(seen.slice(0, 6)).toEqual([
        'Skip to the content',
        'Overview',
        'Accounts',
        'Findings',
        'Search',
        'Scans',
      ]);
    }
    const outline = await page.evaluate(
      "getComputedStyle(document.activeElement).outlineStyle !== 'none'",
    );
    expect(outline).toBe(true);
  });

  test('the overview has the totals, what was not read, and the worst accounts', async () => {
    await page.setViewportSize({ width: 1280, height: 800 });
    await open('/');
    const tiles = await page.locator('.tile').allInnerTexts();
    expect(tiles[0]).toMatch(/Coverage\s+75 %\s+3 of 4 accounts read/);
    expect(tiles[2]).toMatch(/Stale users\s+4\s+±0 since/);
    expect(tiles[3]).toMatch(/High-risk keys\s+2\s+±0 since/);
    await page.locator('.unread').getByText('role_missing_or_denied').waitFor();
    const bars = await page
      .locator('.wide svg')
      .first()
      .locator('[data-series] title')
      .allTextContents();
    expect(bars).toContain(`${accountName} (200000000001): 3 No password, cannot log in`);
  });

  test.each([1280, 390])(
    'a chart %i wide shows whole ids of accounts without a name',
    async (width) => {
      await page.setViewportSize({ width, height: 800 });
      const rename = (from: string, to: string): Promise<unknown> =>
        stage.database.pool.query(
          'update credsweep.account set account_name = $2 where account_name = $1',
          [from, to],
        );
      await rename(accountName, '');
      try {
        await open('/');
        const charts = page.locator('.figure svg:visible');
        const labels = charts.locator('text').filter({ hasText: /^200000000001$/ });
        expect(await labels.count()).toBe(2);
        for (const label of await labels.all()) {
          const chart = await label.locator('xpath=ancestor::*[name()="svg"]').boundingBox();
          const box = await label.boundingBox();
          expect((box?.x ?? 0) - (chart?.x ?? 0)).toBeGreaterThanOrEqual(0);
        }
      } finally {
        await rename('', accountName);
      }
    },
  );

  test('lead from an account to its keys, and from a key to its finding', async () => {
    await open('/accounts');
    await page.getByRole('link', { name: accountName }).click();
    await page.getByRole('heading', { level: 1, name: accountName }).waitFor();
    expect(await page.locator('#users tbody tr').count()).toBe(4);
    expect(await page.locator('#keys tbody tr').count()).toBe(3);
    await page.locator('#findings').getByRole('link', { name: 'deploy-bot' }).click();
    await page.getByText('Opened').waitFor();
    expect(await page.locator('.command').first().innerText()).toContain('--user-name deploy-bot');
    await open('/accounts/200000000003');
    await page.getByText('Nothing is known of it').waitFor();
    const place = page.getByRole('navigation', { name: 'Pages of credsweep' });
    expect(await place.locator('[aria-current]').allInnerTexts()).toEqual(['Accounts']);
  });

  test('find a user by a part of the name', async () => {
    await open('/search');
    await page.getByRole('searchbox').fill('ploy');
    await page.keyboard.press('Enter');
    await page.locator('#users').getByText('deploy-bot').waitFor();
    expect(await page.locator('#users tbody tr').count()).toBe(1);
  });

  test('exempt a finding with a reason, and end that', async () => {
    await open('/findings?state=open');
    await page.locator('#findings').getByRole('link', { name: 'deploy-bot' }).click();
    await page.getByText('Exempt this key').click();
    await page.getByLabel('Last day (UTC)').fill('2099-12-31');
    await page.getByLabel('Why the key may stay as it is').fill('<i>the vendor</i> replaces it');
    await page.getByRole('button', { name: 'Exempt', exact: true }).click();
    await page.getByText('Exempted until 2099-12-31', { exact: true }).waitFor();
    expect(await page.locator('.events li').last().innerText()).toMatch(
      /Exempted: until 2099-12-31; <i>the vendor<\/i> replaces it; by ops/,
    );
    const findingPath = new URL(page.url()).pathname;
    await open('/findings?state=exempted');
    expect(await page.locator('#findings tbody tr').count()).toBe(1);
    await open(findingPath);
    await page.getByRole('button', { name: 'End the exemption' }).click();
    await page.getByText('Exemption ended').waitFor();
    expect(await page.locator('.beside').innerText()).toContain('Open');
  });

  test('start a scan by a click, show how it goes, and tell when it is over', async () => {
    await open('/scans');
    await page.getByRole('button', { name: 'Scan now' }).click();
    await page.getByRole('heading', { name: 'Scan 3' }).waitFor();
    const stall = page.locator('[data-stall]');
    await stall.getByText('No worker has taken this scan yet').waitFor({ timeout: 20_000 });
    const done = page.locator('[data-done]');
    await page.evaluate(`
      globalThis.seen = [];
      new MutationObserver(() => seen.push(document.querySelector('[data-done]').textContent))
        .observe(document.querySelector('[data-done]'), { childList: true });
      addEventListener('pagehide', () => sessionStorage.setItem('seen', JSON.stringify(seen)));
    `);
    const worker = await startWorker(stage, ['--concurrency', '1']);
    await page.locator('.downloads').waitFor({ timeout: 60_000 });
    expect(await done.innerText()).toBe('4 of 4');
    const seen = JSON.parse(String(await page.evaluate("sessionStorage.getItem('seen')")));
    // Each account takes a worker with one hand over a second: the page has seen some of them.
    expect(new Set(seen).size).toBeGreaterThanOrEqual(2);
    expect(seen).toContain('4 of 4');
    await page.getByText('role_missing_or_denied').first().waitFor();
    worker.kill('SIGTERM');
    await worker.ended;
    await open('/');
    await page.getByText('scan 3', { exact: false }).first().waitFor();
  });

  test('download a view', async () => {
    await open('/');
    const downloading = page.waitForEvent('download');
    await page.getByRole('link', { name: 'aws_accesskey_highrisk.csv' }).click();
    const download = await downloading;
    expect(download.suggestedFilename()).toBe('aws_accesskey_highrisk.csv');
  });

  test('keep the colours that were chosen from page to page', async () => {
    await page.emulateMedia({ colorScheme: 'light' });
    await open('/');
    await page.getByRole('button', { name: 'Use dark colours' }).click();
    await open('/accounts');
    expect(await page.evaluate('document.documentElement.dataset.theme')).toBe('dark');
    await page.getByRole('button', { name: 'Use light colours' }).click();
    expect(await page.evaluate('document.documentElement.dataset.theme')).toBe('light');
  });

  test('show a wrong token that it is wrong, a reader no buttons, and everybody the way out', async () => {
    const other = await browser.context.browser()?.newContext();
    const guest = await (other ?? browser.context).newPage();
    await guest.goto(`${stage.url}/findings`);
    expect(new URL(guest.url()).pathname).toBe('/login');
    await guest.getByLabel('Token').fill('not-a-token-at-all-0123');
    await guest.getByRole('button', { name: 'Log in' }).click();
    await guest.getByRole('alert').getByText('This token is not known here.').waitFor();
    await logInHere(guest, 'reader');
    expect(await guest.getByRole('button', { name: 'Scan now' }).count()).toBe(0);
    await guest.getByRole('button', { name: 'Log out' }).click();
    await guest.getByRole('heading', { name: 'Log in' }).waitFor();
    await guest.goto(`${stage.url}/scans`);
    expect(new URL(guest.url()).pathname).toBe('/login');
    await guest.close();
  });

  test('work without JavaScript: login, search, exemption, and a scan that is followed', async () => {
    const plain = await startChromium({ javaScriptEnabled: false });
    try {
      const plainPage = await plain.context.newPage();
      await logInHere(plainPage, 'operator');
      await plainPage.goto(`${stage.url}/search`);
      await plainPage.getByRole('searchbox').fill('anna');
      await plainPage.getByRole('button', { name: 'Search' }).click();
      await plainPage.locator('#users').getByText('anna').waitFor();
      await plainPage.goto(`${stage.url}/scans`);
      await plainPage.getByRole('button', { name: 'Scan now' }).click();
      const state = plainPage.locator('[data-value=state]');
      expect(await state.innerText()).toBe('listing');
      const scanPath = plainPage.url();
      await stage.ask(`${new URL(scanPath).pathname.replace('/scans', '/api/v1/scans')}/cancel`, {
        method: 'POST',
        role: 'operator',
      });
      // The page loads itself anew every few seconds.
      await plainPage
        .locator('[data-value=state]', { hasText: 'cancelled' })
        .waitFor({ timeout: 20_000 });
    } finally {
      await plain.close();
    }
  });
});
