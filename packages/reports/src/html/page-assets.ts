import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** A style or script that is written into the page, with the hash by which the page's policy allows it. */
export type PageAsset = { readonly text: string; readonly hash: string };

/** Reads the page's scripts: the rule against markup first, then the library for tables, then the page's own. */
export function readScripts(): readonly PageAsset[] {
  return [
    readHere('browser/refuse-markup.js'),
    readFileSync(fileURLToPath(import.meta.resolve('datatables.net/js/dataTables.min.js')), 'utf8'),
    readHere('browser/report-cells.js'),
    readHere('browser/report-tables.js'),
    readHere('browser/page-controls.js'),
  ].map(toAsset);
}

/** Reads the page's style, with definitions of variables that depend on the policy. */
export function readStyle(variables: string): PageAsset {
  return toAsset(`${readHere('browser/page.css')}${variables}`);
}

function toAsset(text: string): PageAsset {
  if (/<\/(?:script|style)|<!--/i.test(text))
    throw new Error('A style or script of the page would end its own element.');
  return { text, hash: `'sha256-${createHash('sha256').update(text).digest('base64')}'` };
}

function readHere(path: string): string {
  return readFileSync(new URL(path, import.meta.url), 'utf8');
}
