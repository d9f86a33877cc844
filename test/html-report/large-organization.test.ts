import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hasChromium, startChromium, type TestBrowser } from './chromium.ts';
import { createLargeOrganization } from './large-organization.ts';
import { openReport } from './open-report.ts';

describe.skipIf(!hasChromium)(
  'the HTML report of 2,000 accounts and 100,000 users',
  {
    timeout: 120_000,
  },
  () => {
    let browser: TestBrowser;

    beforeAll(async () => {
      browser = await startChromium();
    });
    afterAll(() => browser.close());

    test('opens soon, stays small, groups what it cannot draw and says what it cuts', async () => {
      const { page, bytes, loadMs, troubles } = await openReport(
        browser,
        createLargeOrganization(2000, 50),
        { scanId: 40 },
      );
      expect(troubles).toEqual([]);
      expect(bytes).toBeLessThan(15_000_000);
      expect(loadMs, 'milliseconds to open').toBeLessThan(5000);

      const chart = page.locator('#stale-users .wide svg');
      const bars = await chart
        .locator('[data-series]')
        .evaluateAll((nodes) =>
          nodes.map((node) => (node as unknown as { textContent: string }).textContent),
        );
      expect(new Set(bars.map((name) => name.split(':')[0])).size).toBe(21);
      expect(bars.filter((name) => name.startsWith('1,980 other accounts'))).toHaveLength(2);
      expect(await page.locator('#stale-users figcaption').innerText()).toContain(
        'the 1,980 other accounts with stale users are one bar below, on a scale of its own',
      );

      const table = page.locator('[data-table=users]');
      expect(await table.innerText()).toContain('This page has 10,000 of 100,000 users');
      expect(await table.locator('a').first().getAttribute('href')).toBe(
        'aws_staleuser_details.csv',
      );
      expect(await table.locator('.dt-info').innerText()).toBe('1–25 of 10,000');
      const started = performance.now();
      await table.getByLabel('Search').fill('haddad warehouse');
      await expect
        .poll(() => table.locator('.dt-info').innerText())
        .toContain('filtered from 10,000');
      expect(performance.now() - started, 'milliseconds to search').toBeLessThan(5000);
    });
  },
);
