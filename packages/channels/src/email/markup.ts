/** HTML that is safe to send. */
export type Markup = { readonly html: string };

/** Builds HTML from a template: strings in it are escaped, markup is taken as it is, null is nothing. */
export function markup(
  template: TemplateStringsArray,
  ...values: readonly (string | null | Markup | readonly Markup[])[]
): Markup {
  return { html: String.raw({ raw: template }, ...values.map(toHtml)) };
}

function toHtml(value: string | null | Markup | readonly Markup[]): string {
  if (value === null) return '';
  if (typeof value === 'string') return value.replaceAll(/[&<>"']/g, toReference);
  return 'html' in value ? value.html : value.map(({ html }) => html).join('');
}

function toReference(character: string): string {
  return `&#${character.charCodeAt(0)};`;
}
