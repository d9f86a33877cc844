import { asMarkup, escapeHtml, type Markup } from '../markup.ts';

/** What a reader who cannot see a chart is told of it. */
export type ChartWords = {
  /** Unique in the page. */
  readonly id: string;
  readonly title: string;
  readonly description: string;
  /** Text that shows over a mark, by series and position in it. */
  readonly nameMark?: (series: number, position: number) => string;
};

/**
 * Fits the library's SVG into the page: inline styles become attributes (the page's policy forbids them), colours stay
 * variables of the page, title and description are added, and each mark says what it is.
 *
 * The library escapes `<`, `>`, `&` and quotes of every text, so that the patterns here only meet its own tags.
 */
export function fitChartSvg(svg: string, words: ChartWords): Markup {
  const { id, title, description, nameMark } = words;
  const fitted = svg
    .replace(/<style[\s\S]*?<\/style>/, '')
    .replace(/<rect [^>]*><\/rect>\n?/, '')
    .replaceAll(/ (?:class|pointer-events|xml:space|baseProfile|version|xmlns:xlink)="[^"]*"/g, '')
    .replaceAll(/ style="([^"]*)"/g, (_, style: string) => toAttributes(style))
    .replaceAll(
      / ecmeta_series_index="(\d+)" ecmeta_data_index="(\d+)" ecmeta_ssr_type="chart"([^>]*)>/g,
      (_, series: string, position: string, rest: string) => {
        const name = nameMark?.(Number(series), Number(position)) ?? '';
        const mark = ` data-series="${series}" data-position="${position}"${rest}>`;
        return name === '' ? mark : `${mark}<title>${escapeHtml(name)}</title>`;
      },
    )
    .replace(
      /^<svg width="(\d+)" height="(\d+)"/,
      `<svg class="chart" width="$1" height="$2" role="img" aria-labelledby="${id}-title ${id}-description"`,
    )
    .replace(
      />/,
      () =>
        `><title id="${id}-title">${escapeHtml(title)}</title><desc id="${id}-description">${escapeHtml(description)}</desc>`,
    );
  return asMarkup(fitted);
}

function toAttributes(style: string): string {
  return style
    .split(';')
    .flatMap((declaration) => {
      const [name = '', value = ''] = declaration.split(':');
      return ['font-size', 'font-weight'].includes(name) ? [` ${name}="${value}"`] : [];
    })
    .join('');
}
