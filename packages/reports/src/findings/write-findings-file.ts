import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';

/** A format that a security tool imports findings in. */
export type FindingsFormat = 'ocsf' | 'asff';

/** Whether a format is one of findings. */
export function isFindingsFormat(format: string): format is FindingsFormat {
  return Object.hasOwn(findingsFiles, format);
}

/** Writes findings to their file in a folder; gives the path. */
export async function writeFindingsFile(
  pieces: AsyncIterable<string>,
  format: FindingsFormat,
  folder: string,
): Promise<string> {
  await mkdir(folder, { recursive: true });
  const path = join(folder, findingsFiles[format]);
  await pipeline(pieces, createWriteStream(path));
  return path;
}

const findingsFiles = {
  ocsf: 'findings.ocsf.ndjson',
  asff: 'findings.asff.ndjson',
} as const satisfies Record<FindingsFormat, string>;
