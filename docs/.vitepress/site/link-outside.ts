import { dirname, join } from 'node:path';
import type { MarkdownOptions } from 'vitepress';

type MarkdownIt = Parameters<NonNullable<MarkdownOptions['config']>>[0];

/**
 * Lets links to files of the repository that are no pages lead to where the repository is shown; without such a place
 * they name the file and lead nowhere.
 *
 * @param sourceUrl address below which the files of the repository are found
 */
export function linkOutside(markdown: MarkdownIt, sourceUrl: string | undefined): void {
  markdown.core.ruler.push('link-outside', ({ tokens, env }) => {
    const folder = dirname(join('docs', (env as { readonly relativePath: string }).relativePath));
    for (const token of tokens.flatMap(({ children }) => children ?? [])) {
      const href = token.type === 'link_open' ? token.attrGet('href') : null;
      if (href === null || /^(\w+:|#|\/)/.test(href)) continue;
      const path = join(folder, href);
      if (path.startsWith('docs/')) continue;
      if (sourceUrl === undefined) {
        token.attrs = [['title', `${path}, in the repository`]];
      } else {
        token.attrSet('href', `${sourceUrl}/${path}`);
      }
    }
  });
}
