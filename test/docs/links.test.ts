import { existsSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import GithubSlugger from 'github-slugger';
import { toString } from 'mdast-util-to-string';
import { describe, expect, test } from 'vitest';
import { documents, listNodes, repository, type Document } from './read-documents.ts';

/** Pages for those who publish credsweep, which its users need not find. */
const pagesOfMaintainers = new Set(['docs/releasing.md']);
const anchorsOf = new Map(documents.map(({ path, root }) => [path, listAnchors(root)]));

describe('every link leads somewhere', () => {
  test.each(documents)('in $path', ({ path, root }) => {
    const targets = [
      ...listNodes(root, 'link'),
      ...listNodes(root, 'image'),
      ...listNodes(root, 'definition'),
    ].map(({ url }) => url);
    expect(targets.filter((url) => !isExternal(url) && !exists(path, url))).toEqual([]);
  });

  test('and those to other places are encrypted', () => {
    const urls = documents.flatMap(({ root }) => listNodes(root, 'link').map(({ url }) => url));
    expect(urls.filter((url) => url.startsWith('http:') && !url.includes('//127.0.0.1'))).toEqual(
      [],
    );
  });
});

test('the index of the documentation leads to every page', () => {
  const index = documents.find(({ path }) => path === 'docs/README.md');
  const linked = new Set(
    listNodes(index?.root ?? { type: 'root', children: [] }, 'link').map(({ url }) =>
      join('docs', url),
    ),
  );
  const pages = documents
    .map(({ path }) => path)
    .filter(
      (path) =>
        path.startsWith('docs/') && path !== 'docs/README.md' && !pagesOfMaintainers.has(path),
    );
  expect(pages.filter((path) => !linked.has(path))).toEqual([]);
  expect(pages.length).toBeGreaterThan(15);
});

function exists(from: string, url: string): boolean {
  const [file = '', anchor] = decodeURI(url).split('#');
  const path = file === '' ? from : normalize(join(dirname(from), file));
  if (path.startsWith('..') || !existsSync(`${repository}${path}`)) return false;
  return anchor === undefined || anchorsOf.get(path)?.has(anchor) === true;
}

/** As code hosts make them of headings. */
function listAnchors(root: Document['root']): ReadonlySet<string> {
  const slugger = new GithubSlugger();
  return new Set(listNodes(root, 'heading').map((heading) => slugger.slug(toString(heading))));
}

function isExternal(url: string): boolean {
  return /^(https?|mailto):/.test(url);
}
