import { existsSync, readdirSync } from 'node:fs';
import { nameHomeFiles } from './home-folder.ts';

/** Whether a data folder has a database, or one that is just being made; nothing is made for the question. */
export function hasEmbeddedDatabase(home: string): boolean {
  if (existsSync(nameHomeFiles(home).location)) return true;
  try {
    return readdirSync(home).some((name) => /^postgres-\d+/.test(name));
  } catch (error) {
    // Of a folder that is there and cannot be read, whoever opens it says why.
    return (error as NodeJS.ErrnoException).code !== 'ENOENT';
  }
}
