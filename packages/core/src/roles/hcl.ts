/** Attributes of a block by name, each value an expression of one line. */
export type HclAttributes = Readonly<Record<string, string>>;

/** A string of Terraform's language, in which nothing is interpolated. */
export function quoteHcl(text: string): string {
  return JSON.stringify(text).replaceAll(/([$%])\{/g, '$1$1{');
}

/** A list of strings on one line. */
export function listHcl(items: readonly string[]): string {
  return `[${items.join(', ')}]`;
}

/** Lines of attributes with their `=` below each other, as `terraform fmt` sets them. */
export function writeAttributes(attributes: HclAttributes): readonly string[] {
  const width = Math.max(...Object.keys(attributes).map((name) => name.length));
  return Object.entries(attributes).map(([name, value]) => `${name.padEnd(width)} = ${value}`);
}

/** Lines of a block; a blank line stands between its parts. */
export function writeBlock(
  head: string,
  ...parts: readonly (readonly string[])[]
): readonly string[] {
  return [`${head} {`, ...indent(joinParts(parts)), '}'];
}

/** Lines of an attribute that is a list of strings, one on each line. */
export function writeList(name: string, items: readonly string[]): readonly string[] {
  return [`${name} = [`, ...indent(items.map((item) => `${item},`)), ']'];
}

/** Lines of an attribute whose value is text of many lines, none of them blank; nothing in it is interpolated. */
export function writeHeredoc(name: string, text: string): readonly string[] {
  const lines = text
    .trimEnd()
    .replaceAll(/([$%])\{/g, '$1$1{')
    .split('\n');
  return [`${name} = <<-EOT`, ...indent(lines), 'EOT'];
}

/** Puts a blank line between parts; those without lines are left out. */
export function joinParts(parts: readonly (readonly string[])[]): readonly string[] {
  return parts
    .filter((part) => part.length > 0)
    .flatMap((part, index) => (index === 0 ? part : [''].concat(part)));
}

function indent(lines: readonly string[]): readonly string[] {
  return lines.map((line) => (line === '' ? '' : `  ${line}`));
}
