import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { runNpm } from './run-npm.ts';
import { setVersion } from './set-version.ts';

const repository = fileURLToPath(new URL('../..', import.meta.url));
const { positionals } = parseArgs({ allowPositionals: true });
const [version] = positionals;
if (version === undefined) throw new Error('Say which: npm run release:version -- 1.2.3');
const changed = await setVersion(repository, version);
await runNpm(repository, repository, ['install', '--package-lock-only', '--no-audit', '--no-fund']);
process.stdout.write(`${[...changed, 'package-lock.json'].join('\n')}\n`);
