import { AxeBuilder } from '@axe-core/playwright';
import type { Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { hasChromium, startChromium, type TestBrowser } from './chromium.ts';
import { createExampleOrganization } from './example-organization.ts';
import { openReport, type OpenReport } from './open-report.ts';

describe.skipIf(!hasChromium)('the HTML report', { timeout: 120_000 }, () => {
  let browser: TestBrowser;
  const opened: OpenReport[] = [];
  const open = async (): Promise<OpenReport> => {
    const report = await openReport(browser, createExampleOrganization());
    opened.push(report);
    return report;
  };

  beforeAll(async () => {
    browser = await startChromium();
  });
  afterEach(async () => {
    await Promise.all(opened.splice(0).map(({ page }) => page.close()));
  });
  afterAll(() => browser.close());

  test('opens from disk, asks the network for nothing and breaks no rule of its own policy', async () => {
    const { requests, troubles } = await open();
    expect(requests.map((url) => new URL(url).protocol)).toEqual(['file:']);
    expect(troubles).toEqual([]);
  });

  test('tells on the first screen what was not read, how old the data is, and what changed', async () => {
    const { page } = await open();
    for (const text of [
      'Organization o-exampleorg',
      '2026-03-01 12:00 UTC',
      '3 of 4 accounts read',
      '444444444444',
      'role_missing_or_denied',
      'account_suspended',
      '5 h 00 min',
      'what was fixed since then still shows',
      'last login over 60 days ago',
      '1 critical, 1 high, 1 medium',
    ]) {
      const box = await page.locator('#overview').getByText(text).first().boundingBox();
      expect((box?.y ?? Infinity) + (box?.height ?? 0), text).toBeLessThan(800);
    }
    const tiles = await page.locator('.tile').allInnerTexts();
    expect(tiles[2]).toMatch(/Stale users\s+4\s+−3 since 2026-01-30\s+of 45 users, 8\.9 %/);
    expect(tiles[3]).toMatch(/High-risk keys\s+3\s+\+1 since[^]+1 new in this scan/);
  });

  test('draws a bar for each account with a part for each reason, as long as it counts', async () => {
    const { page } = await open();
    const chart = page.locator('#stale-users .wide svg');
    expect(await readBars(chart)).toEqual([
      { name: 'alpha (111111111111): 2 Last login over 60 days ago', share: 2 },
      { name: 'alpha (111111111111): 1 Never logged in', share: 1 },
      { name: 'beta (222222222222): 1 Never logged in', share: 1 },
    ]);
    expect(await readBars(page.locator('#access-keys .wide svg'))).toEqual([
      { name: 'alpha (111111111111): 2 Over 365 days', share: 2 },
      { name: 'beta (222222222222): 1 Over 365 days', share: 1 },
      { name: 'alpha (111111111111): 1 91–180 days', share: 1 },
    ]);
    await page.locator('#stale-users summary').click();
    expect(await page.locator('#stale-users .numbers tbody tr').allInnerTexts()).toEqual([
      'alpha 111111111111\t2\t1\t3',
      'beta 222222222222\t0\t1\t1',
    ]);
  });

  test('sorts, pages, searches and filters', async () => {
    const { page } = await open();
    const table = page.locator('[data-table=users]');
    const names = table.locator('tbody td:first-child .name');
    expect(await names.count()).toBe(25);
    expect((await names.allInnerTexts()).slice(0, 4)).toEqual(['cid', 'dora', 'bob', 'ann']);
    await table.getByRole('link', { name: 'Next' }).or(table.getByText('›')).first().click();
    await expect.poll(() => names.count()).toBe(20);
    await table.getByRole('columnheader', { name: 'User' }).click();
    await expect.poll(() => names.first().innerText()).toBe('ann');
    await table.getByRole('columnheader', { name: 'Last login' }).click();
    await expect
      .poll(async () => (await names.allInnerTexts()).slice(0, 2).toSorted())
      .toEqual(['cid', 'dora']);

    await table.getByLabel('Search').fill('BETA dora');
    await expect.poll(() => names.allInnerTexts()).toEqual(['dora']);
    expect(await table.locator('.dt-info').innerText()).toContain('filtered from 45');
    await table.getByLabel('Search').fill('no such user');
    await expect.poll(() => table.locator('tbody').innerText()).toContain('No row matches');
    await table.getByRole('button', { name: 'Clear' }).click();
    await expect.poll(() => names.count()).toBe(25);
    await table.getByRole('combobox', { name: 'Verdict' }).selectOption('Never logged in');
    await expect.poll(() => names.count()).toBe(2);
  });

  test('gives each high-risk key its reasons in words and the command that fixes it', async () => {
    const { page } = await open();
    const rows = page.locator('#high-risk-keys tbody tr');
    const texts = (await rows.allInnerTexts()).map((text) => text.replaceAll(/\s+/g, ' '));
    expect(texts[0]).toContain('bob AKIAEXAMPLEBOB000001');
    expect(texts[0]).toContain('Never used in over 7 days');
    expect(texts[0]).toContain('New in this scan');
    expect(texts[0]).toContain(
      'Deactivate aws iam update-access-key --user-name bob --access-key-id AKIAEXAMPLEBOB000001 --status Inactive',
    );
    expect(texts[1]).toContain('Root user');
    expect(texts[1]).toContain('Sign in as the root user of this account');
    expect(texts[2]).toContain('Rotate aws iam create-access-key --user-name ann');
    await browser.context.grantPermissions(['clipboard-read', 'clipboard-write']);
    await rows.first().getByRole('button').click();
    await expect.poll(() => rows.first().getByRole('button').innerText()).toBe('Copied');
    expect(await page.evaluate('navigator.clipboard.readText()')).toBe(
      'aws iam update-access-key --user-name bob --access-key-id AKIAEXAMPLEBOB000001 --status Inactive',
    );
  });

  test('gives each high-risk key its severity, by which it sorts, and its owner', async () => {
    const { page } = await open();
    const table = page.locator('#high-risk-keys');
    expect(await table.locator('tbody td:nth-child(3)').allInnerTexts()).toEqual([
      'unknown',
      'unknown',
      'team-a',
    ]);
    const severities = table.locator('tbody td:nth-child(4)');
    expect(await severities.allInnerTexts()).toEqual(['High', 'Critical', 'Medium']);
    await table.getByRole('columnheader', { name: 'Severity' }).click();
    await expect.poll(() => severities.allInnerTexts()).toEqual(['Critical', 'High', 'Medium']);
  });

  test('counts by owner and by organizational unit', async () => {
    const { page } = await open();
    const read = async (position: number): Promise<readonly string[]> =>
      (await page.locator('.roll-ups table').nth(position).locator('tbody tr').allInnerTexts()).map(
        (text) => text.replaceAll(/\s+/g, ' ').trim(),
      );
    expect(await read(0)).toEqual(['team-a 2 0 1 0 0 1 0', 'nobody known 2 4 2 1 1 0 0']);
    expect(await read(1)).toEqual([
      'Root + 2 never read 2 4 3 1 1 1 0',
      'ou-one + 1 never read 2 4 3 1 1 1 0',
      'ou-two 2 4 1 0 0 1 0',
    ]);
  });

  test('works by keyboard', async () => {
    const { page } = await open();
    await page.keyboard.press('Tab');
    expect(await focusedText(page)).toBe('Skip to the report');
    await page.keyboard.press('Tab');
    expect(await focusedText(page)).toBe('Overview');
    const header = page.locator('#users').getByRole('columnheader', { name: 'User' });
    await page.locator('[data-table=users]').getByRole('button', { name: 'Clear' }).focus();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await expect.poll(() => header.getAttribute('aria-sort')).toBe('ascending');
    await page.keyboard.press('Enter');
    await expect.poll(() => header.getAttribute('aria-sort')).toBe('descending');
  });

  test.each([
    ['light', 1280],
    ['light', 390],
    ['dark', 1280],
  ] as const)('passes axe in %s, %i wide', async (colorScheme, width) => {
    const { page } = await open();
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize({ width, height: 800 });
    const { violations } = await new AxeBuilder({ page }).analyze();
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([]);
  });

  test('follows the system into the dark, charts too, and the switch out of it', async () => {
    const { page } = await open();
    const look = async (): Promise<{ surface: number; label: number }> => ({
      surface: await lightness(page.locator('.figure').first(), 'background-color'),
      label: await lightness(page.locator('.wide svg text').first(), 'fill'),
    });
    const light = await look();
    expect(light.surface).toBeGreaterThan(light.label);
    await page.emulateMedia({ colorScheme: 'dark' });
    const dark = await look();
    expect(dark.surface).toBeLessThan(dark.label);
    await page.getByRole('button', { name: 'Use light colours' }).click();
    expect(await look()).toEqual(light);
  });

  test('prints all rows and no controls, on white', async () => {
    const { page } = await open();
    await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
    expect(await page.locator('.controls').first().isVisible()).toBe(false);
    expect(await page.locator('.bar').isVisible()).toBe(false);
    expect(await lightness(page.locator('body'), 'background-color')).toBe(255);
    await page.evaluate(
      `addEventListener('beforeprint', () => { window.printed = document.querySelectorAll('#users tbody tr').length; })`,
    );
    expect((await page.pdf({ preferCSSPageSize: true })).length).toBeGreaterThan(10_000);
    expect(await page.evaluate('window.printed')).toBe(45);
    await expect.poll(() => page.locator('#users tbody tr').count()).toBe(25);
  });

  test('never scrolls sideways', async () => {
    const { page } = await open();
    for (const width of [1280, 768, 390, 320]) {
      await page.setViewportSize({ width, height: 800 });
      expect(await page.evaluate('document.documentElement.scrollWidth'), String(width)).toBe(
        width,
      );
    }
  });

  test('shows the same first rows without JavaScript', async () => {
    const { page } = await open();
    const plainBrowser = await startChromium({ javaScriptEnabled: false });
    try {
      const plain = await openReport(plainBrowser, createExampleOrganization());
      for (const id of ['users', 'high-risk-keys', 'keys'])
        expect(await readCells(plain.page, id), id).toEqual(await readCells(page, id));
      expect(await plain.page.locator('.wide svg').count()).toBe(2);
      expect(await plain.page.locator('.controls').first().isVisible()).toBe(false);
      expect(await plain.page.getByText('Only the first 25 rows are shown here').isVisible()).toBe(
        true,
      );
    } finally {
      await plainBrowser.close();
    }
  });
});

/** Bars with what they say of themselves, their lengths in units of the shortest. */
async function readBars(chart: Locator): Promise<readonly { name: string; share: number }[]> {
  const bars: { name: string; width: number }[] = [];
  for (const bar of await chart.locator('[data-series]').all()) {
    bars.push({
      name: (await bar.locator('title').textContent()) ?? '',
      width: (await bar.boundingBox())?.width ?? 0,
    });
  }
  const shortest = Math.min(...bars.map(({ width }) => width));
  return bars.map(({ name, width }) => ({ name, share: Math.round(width / shortest) }));
}

async function readCells(page: Page, id: string): Promise<readonly string[]> {
  const texts = await page.locator(`#${id} tbody td`).allInnerTexts();
  return texts.map((text) => text.replaceAll('Copy', '').replaceAll(/\s+/g, ' ').trim());
}

/** Sum of the channels of a colour, by three. */
async function lightness(element: Locator, property: string): Promise<number> {
  const color = await element.evaluate(
    (node, name) =>
      (
        globalThis as unknown as {
          getComputedStyle: (node: unknown) => { getPropertyValue: (name: string) => string };
        }
      )
        .getComputedStyle(node)
        .getPropertyValue(name),
    property,
  );
  const channels = (color.match(/\d+(?:\.\d+)?/g) ?? []).slice(0, 3).map(Number);
  return channels.reduce((sum, channel) => sum + channel, 0) / 3;
}

function focusedText(page: Page): Promise<unknown> {
  return page.evaluate('document.activeElement.textContent');
}
