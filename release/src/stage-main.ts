import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { bundleProgram } from './bundle-program.ts';
import { stagePackages } from './stage-packages.ts';

// What the container image runs: the packages as they are published, without packing them, and the program bundled.
const repository = fileURLToPath(new URL('../..', import.meta.url));
const { values } = parseArgs({ options: { out: { type: 'string' } } });
if (values.out === undefined)
  throw new Error('Say where to: node release/src/stage-main.ts --out FOLDER');
const folder = resolve(values.out);
await bundleProgram(folder, await stagePackages({ repository, folder, onlyJavaScript: true }));
