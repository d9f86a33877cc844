import { ageBandColors, readStyle } from '@credsweep/reports';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Hono } from 'hono';
import type { WebEnvironment } from '../web-environment.ts';

/** Address of the style, with colours for so many age bands; it changes with the content, so that it can be kept. */
export function stylePath(ageBands: number): string {
  return `/assets/style-${ageBands}.css?v=${hashText(readPageStyle(ageBands))}`;
}

/** Address of the script. */
export function scriptPath(): string {
  return `/assets/page.js?v=${hashText(readScript())}`;
}

/** Serves the style and the script: these files, and no other. */
export function addPageFiles(app: Hono<WebEnvironment>): void {
  app.get('/assets/:name{style-(?:[0-9]|1[0-9]|20)\\.css}', (context) => {
    const bands = Number(/\d+/.exec(context.req.param('name'))?.[0]);
    return context.body(readPageStyle(bands), 200, {
      'content-type': 'text/css; charset=utf-8',
      'cache-control': keptForAYear,
    });
  });
  app.get('/assets/page.js', (context) =>
    context.body(readScript(), 200, {
      'content-type': 'text/javascript; charset=utf-8',
      'cache-control': keptForAYear,
    }),
  );
}

function readPageStyle(ageBands: number): string {
  const bands = Array.from({ length: ageBands }, (_, index) => String(index));
  return readOnce(`style ${ageBands}`, () => {
    const { style } = ageBandColors(bands);
    return readStyle(`${ageBands === 0 ? '' : style}\n${readHere('../browser/web.css')}`).text;
  });
}

function readScript(): string {
  return readOnce('script', () => readHere('../browser/web-page.js'));
}

function readOnce(name: string, read: () => string): string {
  const text = texts.get(name) ?? read();
  texts.set(name, text);
  return text;
}

function hashText(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 12);
}

function readHere(path: string): string {
  return readFileSync(new URL(path, import.meta.url), 'utf8');
}

const texts = new Map<string, string>();
const keptForAYear = 'private, max-age=31536000, immutable';
