import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type BrowserContext } from 'playwright-core';

const executablePath = '/usr/bin/chromium';
const hint =
  'The tests of the HTML report need Chromium at /usr/bin/chromium: apt-get install -y chromium';

/** Whether the browser is there; without it the tests are skipped, which is told, but never where `CI` is set. */
export const hasChromium = existsSync(executablePath);
if (!hasChromium) {
  if (process.env['CI'] !== undefined) throw new Error(hint);
  process.stderr.write(`\nSkipped. ${hint}\n\n`);
}

/** A browser with a new profile, and a folder for pages; both go when it is closed. */
export type TestBrowser = {
  readonly context: BrowserContext;
  readonly folder: string;
  close(): Promise<void>;
};

/**
 * Starts Chromium, headless and without services of its own.
 *
 * @param options.names where it finds a host, as `name:port`; its certificate need not be known then
 */
export async function startChromium(
  options: {
    readonly javaScriptEnabled?: boolean;
    readonly names?: Readonly<Record<string, string>>;
  } = {},
): Promise<TestBrowser> {
  const folder = await mkdtemp(join(tmpdir(), 'credsweep-html-report-'));
  const context = await chromium.launchPersistentContext(join(folder, 'profile'), {
    executablePath,
    headless: true,
    javaScriptEnabled: options.javaScriptEnabled ?? true,
    ignoreHTTPSErrors: options.names !== undefined,
    viewport: { width: 1280, height: 800 },
    colorScheme: 'light',
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      ...Object.entries(options.names ?? {}).map(
        ([name, place]) => `--host-resolver-rules=MAP ${name} ${place}`,
      ),
    ],
  });
  return {
    context,
    folder,
    close: async () => {
      await context.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
