import { toPrintable } from '../printable.ts';

/** Text that is HTML already; everything else is escaped where it is put into a page. */
export type Markup = { readonly markup: string };

/** What may stand in a template: text and numbers (escaped), markup (as it is), lists of them, or nothing. */
export type MarkupValue = string | number | Markup | null | readonly MarkupValue[];

/** Builds markup; each value is escaped unless it is markup, so that a name can never become a tag or an attribute. */
export function html(strings: TemplateStringsArray, ...values: readonly MarkupValue[]): Markup {
  const pieces = strings.map((text, index) =>
    index < values.length ? text + toMarkup(values[index] ?? null) : text,
  );
  return { markup: pieces.join('') };
}

/** Takes text as markup: only for what the program wrote itself. */
export function asMarkup(markup: string): Markup {
  return { markup };
}

/** Escapes text for the content of an element and for an attribute in quotes; nothing in it turns the writing. */
export function escapeHtml(text: string): string {
  return toPrintable(text).replaceAll(/[&<>"']/g, (character) => entities[character] ?? character);
}

/** JSON for a `<script type="application/json">`: no `<` is left that could end or open a tag in there. */
export function toScriptJson(value: unknown): string {
  return JSON.stringify(value)
    .replaceAll('<', String.raw`\u003c`)
    .replaceAll('\u2028', String.raw`\u2028`)
    .replaceAll('\u2029', String.raw`\u2029`);
}

function toMarkup(value: MarkupValue): string {
  if (value === null) return '';
  if (typeof value === 'string') return escapeHtml(value);
  if (typeof value === 'number') return String(value);
  if ('markup' in value) return value.markup;
  return value.map(toMarkup).join('');
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
