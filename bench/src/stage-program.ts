import { execFile } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

/** Which form of the program is measured: as the container image runs it, or as it stands in the repository. */
export type ProgramForm = 'image' | 'source';

/** Gives the start of the program in the form that is asked for; that of the image is compiled and bundled first. */
export async function stageProgram(form: ProgramForm): Promise<string> {
  if (form === 'source') return `${repository}packages/cli/bin/credsweep.js`;
  // Below the repository, where Node.js finds the dependencies.
  const folder = `${repository}bench/out/program`;
  await rm(folder, { recursive: true, force: true });
  const stage = `${repository}release/src/stage-main.ts`;
  await promisify(execFile)(process.execPath, [stage, '--out', folder]);
  return `${folder}/packages/cli/bin/credsweep.js`;
}

const repository = fileURLToPath(new URL('../../', import.meta.url));
