import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

/** A value that should be of a type that a package exports. */
export type TypedValue = {
  readonly name: string;
  readonly value: unknown;
  readonly type: string;
  /** Whether properties may be missing that the type requires, for whoever reads the value has defaults for them. */
  readonly isPartial?: boolean;
  readonly from: string;
};

/**
 * Has the compiler say what is wrong with values: missing, misspelt and unknown properties, and values of another type.
 * A package of types is stricter than its validators, where these let unknown properties pass.
 */
export async function checkTypes(values: readonly TypedValue[]): Promise<readonly string[]> {
  await mkdir(folder, { recursive: true });
  const file = `${folder}${randomUUID()}.ts`;
  const lines = values.map(({ value, type, from, isPartial }, index) => {
    const whole = `Plain<import('${from}').${type}>`;
    const asked = isPartial === true ? `Partial<${whole}>` : whole;
    return `export const value${index}: ${asked} = ${JSON.stringify(value)};`;
  });
  await writeFile(file, [...lines, plain].join('\n'));
  try {
    await promisify(execFile)(process.execPath, [compiler, ...flags, file], { cwd: folder });
    return [];
  } catch (error) {
    const { stdout = '' } = error as { readonly stdout?: string };
    const told = stdout.split('\n').flatMap((line) => {
      const [, number, message] = /\.ts\((\d+),\d+\): error (.*)/.exec(line) ?? [];
      return number === undefined ? [] : [`${values[Number(number) - 1]?.name}: ${message}`];
    });
    if (told.length === 0) throw error;
    return told;
  } finally {
    await rm(file);
  }
}

/** In JSON, members of an enumeration are their texts. */
const plain = `type Plain<T> = T extends string ? \`\${T}\` :
  T extends readonly (infer Item)[] ? Plain<Item>[] :
  T extends object ? { [Name in keyof T]: Plain<T[Name]> } : T;`;
/** Where the packages of this repository are found. */
const folder = fileURLToPath(
  new URL('../../node_modules/.cache/credsweep-tests/types/', import.meta.url),
);
const compiler = fileURLToPath(new URL('../../node_modules/typescript/bin/tsc', import.meta.url));
const flags = [
  '--noEmit --strict --exactOptionalPropertyTypes --skipLibCheck --ignoreConfig',
  '--module nodenext --target esnext --lib esnext,dom --types node --pretty false',
].flatMap((line) => line.split(' '));
