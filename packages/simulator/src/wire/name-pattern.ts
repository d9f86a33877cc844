/** True if a name fits a pattern with `*` (any run) and `?` (one character), whatever the case. */
export function matchesPattern(pattern: string, name: string): boolean {
  if (pattern === '*' || pattern === name) return true;
  let expression = expressions.get(pattern);
  if (expression === undefined) {
    expression = new RegExp(`^${escape(pattern)}$`, 'is');
    if (expressions.size >= maxExpressions) expressions.clear();
    expressions.set(pattern, expression);
  }
  return expression.test(name);
}

/** True if a name fits any of the patterns. */
export function matchesAnyPattern(patterns: readonly string[], name: string): boolean {
  return patterns.some((pattern) => matchesPattern(pattern, name));
}

function escape(pattern: string): string {
  return pattern
    .replaceAll(/[.+^${}()|[\]\\]/g, String.raw`\$&`)
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
}

const maxExpressions = 1_000;
const expressions = new Map<string, RegExp>();
