import { asMarkup, html, type Markup } from './markup.ts';

/** A dot of a colour, as an image: the page's policy forbids styles on elements, but not the attributes of SVG. */
export function colorDot(color: string): Markup {
  return html`${asMarkup('<svg class="dot" viewBox="0 0 10 10" aria-hidden="true"><rect width="10" height="10" rx="2" fill="')}${color}${asMarkup('"></rect></svg>')}`;
}
