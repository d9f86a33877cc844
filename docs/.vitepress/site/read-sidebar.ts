import { readFileSync } from 'node:fs';
import type { DefaultTheme } from 'vitepress';

/** Makes the sidebar of the index page, so that there is one list of pages: a group for each heading with links below it. */
export function readSidebar(): DefaultTheme.SidebarItem[] {
  const index = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
  const [, ...sections] = index.split(/^## /m);
  return sections.map((section) => ({
    text: section.slice(0, section.indexOf('\n')),
    items: [...section.matchAll(/^- \[([^\]]+)\]\(([^)]+)\.md\)/gm)].map(([, text = '', page]) => ({
      text,
      link: `/${page}`,
    })),
  }));
}
