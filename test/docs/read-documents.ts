import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Nodes, Root } from 'mdast';
import { fromMarkdown } from 'mdast-util-from-markdown';

/** A Markdown file of the repository. */
export type Document = {
  /** From the root of the repository, such as `docs/alerts.md`. */
  readonly path: string;
  readonly root: Root;
};

/** The repository's folder, with a slash at its end. */
export const repository = fileURLToPath(new URL('../..', import.meta.url));

/** Every Markdown file of the repository. */
export const documents: readonly Document[] = globSync(
  '{*,{docs,deploy,packages,bench,test}/**/*}.md',
  {
    cwd: repository,
    exclude: (path) => /node_modules|\.vitepress|(bench|release)\/out/.test(path),
  },
)
  .toSorted((left, right) => left.localeCompare(right))
  .map((path) => ({ path, root: fromMarkdown(readFileSync(`${repository}${path}`, 'utf8')) }));

/** Every node of a document of one type, in their order. */
export function listNodes<Type extends Nodes['type']>(
  node: Nodes,
  type: Type,
): readonly Extract<Nodes, { type: Type }>[] {
  const own = node.type === type ? [node as Extract<Nodes, { type: Type }>] : [];
  const below = 'children' in node ? node.children.flatMap((child) => listNodes(child, type)) : [];
  return [...own, ...below];
}
