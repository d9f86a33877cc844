import { slug } from 'github-slugger';
import { defineConfig } from 'vitepress';
import { linkOutside } from './site/link-outside.ts';
import { readSidebar } from './site/read-sidebar.ts';

/** Where the files of the repository are shown, such as `https://code.example.com/credsweep/blob/main`. */
const sourceUrl = process.env['DOCS_SOURCE_URL'];
/** The folder of the site on its host, such as `/credsweep/`. */
const base = process.env['DOCS_BASE'] ?? '/';

// oxlint-disable-next-line import/no-default-export -- VitePress asks for it
export default defineConfig({
  title: 'credsweep',
  description: 'Stale IAM users and risky access keys in every account of an AWS Organization',
  lang: 'en',
  base,
  // No icon: browsers would ask for one.
  head: [['link', { rel: 'icon', href: 'data:,' }]],
  rewrites: { 'README.md': 'index.md' },
  // The code of the site itself.
  srcExclude: ['generate/**'],
  markdown: {
    theme: { light: 'github-light-high-contrast', dark: 'github-dark-high-contrast' },
    // As code hosts make them, so that a link leads to the same place on both.
    anchor: { slugify: slug },
    config: (markdown) => linkOutside(markdown, sourceUrl),
  },
  vite: {
    // JSON Schemas for editors stand at the root of the site.
    publicDir: '../packages/cli/schemas',
  },
  themeConfig: {
    sidebar: readSidebar(),
    outline: [2, 3],
    search: { provider: 'local' },
    docFooter: { prev: false, next: false },
    externalLinkIcon: true,
    ...(sourceUrl === undefined ? {} : { nav: [{ text: 'Source', link: sourceUrl }] }),
  },
});
