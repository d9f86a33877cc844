import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { stagePackages } from './stage-packages.ts';

// What the container image runs: the packages as they are published, without packing them.
const repository = fileURLToPath(new URL('../..', import.meta.url));
const { values } = parseArgs({ options: { out: { type: 'string' } } });
if (values.out === undefined)
  throw new Error('Say where to: node release/src/stage-main.ts --out FOLDER');
await stagePackages({ repository, folder: values.out, onlyJavaScript: true });
