import type { SourceManifest } from './source-package.ts';

/** The package.json of a published package. */
export type PackedManifest = Omit<SourceManifest, 'exports'> & {
  readonly exports: Readonly<Record<string, string | PackedEntry>>;
  readonly engines: { readonly node: string };
  readonly files: readonly string[];
  readonly repository?: { readonly type: 'git'; readonly url: string; readonly directory: string };
};

type PackedEntry = { readonly types: string; readonly default: string };

/**
 * Writes what npm gets in place of the package.json of development: entries name compiled files, and whatever only the
 * repository needs (scripts, `private`, dependencies of tests) is left out.
 *
 * @param repositoryUrl address of the repository, such as `https://github.com/owner/name`; npm compares it with where
 * the provenance says that the package was built
 * @throws when a dependency on another package of the release is not pinned to its very version
 */
export function toPackedManifest(
  manifest: SourceManifest,
  folder: string,
  repositoryUrl?: string,
): PackedManifest {
  const { name, version, description, license, type, bin, dependencies, publishConfig } = manifest;
  for (const [dependency, range] of Object.entries(dependencies ?? {}))
    if (dependency.startsWith('@credsweep/') && range !== version)
      throw new Error(
        `${name} ${version} asks for ${dependency} ${range}; packages of a release need ${version}.`,
      );
  return {
    name,
    version,
    ...(description === undefined ? {} : { description }),
    license,
    ...(repositoryUrl === undefined
      ? {}
      : {
          repository: {
            type: 'git',
            url: `git+${repositoryUrl}.git`,
            directory: `packages/${folder}`,
          },
        }),
    engines: { node: publishedEngines },
    type,
    ...(bin === undefined ? {} : { bin }),
    exports: { ...toPackedExports(manifest), './package.json': './package.json' },
    files: publishedFolders,
    ...(dependencies === undefined ? {} : { dependencies }),
    ...(publishConfig === undefined ? {} : { publishConfig }),
  };
}

/** Folders of a package that are published, where it has them; README and licence always are. */
export const publishedFolders = ['bin', 'dist', 'migrations', 'schemas'] as const;

/** A program has no face to import: what it exports is for the tests of the repository. */
function toPackedExports({ bin, exports = {} }: SourceManifest): Record<string, PackedEntry> {
  if (bin !== undefined) return {};
  return Object.fromEntries(
    Object.entries(exports).map(([name, source]) => {
      const compiled = source.replace(/^\.\/src\//, './dist/').replace(/\.ts$/, '');
      return [name, { types: `${compiled}.d.ts`, default: `${compiled}.js` }];
    }),
  );
}

/** `node:sqlite`, which locks the folder of the embedded PostgreSQL, is there without a flag since 22.13. */
const publishedEngines = '^22.13.0 || >=24.0.0';
