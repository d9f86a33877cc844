import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { configurationFileSchema } from 'credsweep/configuration-schema';
import { parseYaml, policyFileSchema } from '@credsweep/core';
import { isVariableRead, parseCommandLine } from '../deploy/parse-command-line.ts';
import { listBlocks, listCommands, listMissingTools, type Block } from './read-blocks.ts';
import { openDocumentStage, type DocumentStage } from './open-document-stage.ts';
import { listExports } from './open-page.ts';
import { documents } from './read-documents.ts';

/**
 * The examples of the help, each of which is for a state of its own: a scan to cancel, an alert that failed.
 * `help.test.ts` has the program parse them.
 */
const generatedCommands = 'docs/commands.md';

/** What users read; the others are about measuring and publishing credsweep, in a checkout of its own. */
const pages = documents
  .filter(
    ({ path }) =>
      path === 'README.md' ||
      (path.startsWith('docs/') && !['docs/performance.md', 'docs/releasing.md'].includes(path)),
  )
  .map((document) => ({ path: document.path, blocks: listBlocks(document) }));
const blocks = pages.flatMap((page) => page.blocks);
const commandBlocks = blocks.filter(({ language }) => language === 'sh');
let stage: DocumentStage;

beforeAll(async () => {
  stage = await openDocumentStage();
}, 120_000);
afterAll(() => stage.close());

describe('the commands of', () => {
  const withCommands = pages
    .filter(({ path }) => path !== generatedCommands)
    .map(({ path, blocks: all }) => ({
      path,
      steps: all.filter(
        (block) =>
          block.file !== undefined ||
          (block.language === 'sh' && listMissingTools(block).length === 0),
      ),
    }))
    .filter(({ steps }) => steps.some(({ language }) => language === 'sh'));

  test.each(withCommands)('$path do what it says', { timeout: 300_000 }, async ({ steps }) => {
    const page = await stage.openPage(steps);
    try {
      for (const block of steps) {
        await page.follow(block).catch((failure: unknown) => {
          throw new Error(`${block.place}: ${String(failure)}`, { cause: failure });
        });
      }
    } finally {
      await page.close();
    }
  });
});

test('every block says what it is of, and every command is run or needs what no test has', () => {
  const known = new Set(['sh', 'text', 'yaml', 'json', 'sql', 'csv', 'js']);
  expect(
    blocks
      .filter(({ language }) => !known.has(language ?? ''))
      .map(({ place, language }) => [place, language]),
  ).toEqual([]);
  expect(commandBlocks.length).toBeGreaterThan(30);
});

test('commands of credsweep beside those that no test can run are such as it has', async () => {
  const shown = commandBlocks
    .filter((block) => listMissingTools(block).length > 0)
    .flatMap((block) => listCommands(block))
    .flatMap((command) => /^(?:npx )?credsweep ([^|>]+)/.exec(command)?.[1] ?? []);
  for (const command of shown) await parseCommandLine(command.trim().split(/\s+/));
});

test('what a reader is told to set is read by somebody', () => {
  const names = commandBlocks.filter(({ isExample }) => isExample).flatMap(listExports);
  const isNamed = (name: string): boolean =>
    isVariableRead(name) || blocks.some(({ text }) => text.includes(`\${${name}}`));
  expect(names.filter((name) => !isNamed(name))).toEqual([]);
  expect(names.length).toBeGreaterThan(2);
});

test.each(blocks.filter(({ language }) => language === 'yaml'))(
  'the settings at $place can be used',
  ({ text }: Block) => {
    const yaml = text
      .replaceAll('${CREDSWEEP_WEBHOOK_SECRET}', `whsec_${'A'.repeat(43)}=`)
      .replaceAll(/\$\{SMTP_URL\}/g, 'smtps://mail.example.com')
      .replaceAll(/\$\{\w+_TOKEN\}/g, 'of-twenty-letters-and-more')
      .replaceAll(/\$\{\w+\}/g, 'https://example.com/');
    const results = [parseYaml(yaml, configurationFileSchema), parseYaml(yaml, policyFileSchema)];
    expect(
      results.filter(({ ok }) => ok),
      JSON.stringify(results),
    ).not.toEqual([]);
  },
);
