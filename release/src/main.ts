import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { buildRelease } from './build-release.ts';

const repository = fileURLToPath(new URL('../..', import.meta.url));
const { values } = parseArgs({
  options: {
    out: { type: 'string', default: fileURLToPath(new URL('../out', import.meta.url)) },
    'repository-url': { type: 'string' },
  },
});
const tarballs = await buildRelease({
  repository,
  folder: values.out,
  repositoryUrl: values['repository-url'],
});
process.stdout.write(`${tarballs.join('\n')}\n`);
