/** A query of a document, and the words in bold that stand before it. */
export type SqlExample = { readonly question: string; readonly sql: string };

/** Finds the SQL blocks of a Markdown document. */
export function readSqlExamples(markdown: string): readonly SqlExample[] {
  // Text and blocks by turns.
  const pieces = markdown.split(/```(?:sql\n)?/);
  return pieces.flatMap((sql, index) => {
    if (index % 2 === 0) return [];
    const questions = [...(pieces[index - 1] ?? '').matchAll(/\*\*(.+?)\*\*/gs)];
    return [{ question: questions.at(-1)?.[1]?.replaceAll('\n', ' ') ?? '', sql }];
  });
}
