import { mkdir, writeFile } from 'node:fs/promises';
import { benchUsage, readBenchOptions } from './bench-options.ts';
import { renderBenchReport } from './render-bench-report.ts';
import { runBench } from './run-bench.ts';

/* Measures scans of whole organizations: `npm run bench -- --help` tells the flags. */
const args = process.argv.slice(2);
if (args.includes('--help')) process.stdout.write(benchUsage);
else await bench();

async function bench(): Promise<void> {
  const options = readBenchOptions(args);
  if (options.profileFolder !== null) await mkdir(options.profileFolder, { recursive: true });
  const report = await runBench(options, (what) => void process.stderr.write(`${what}\n`));
  process.stdout.write(renderBenchReport(report));
  if (options.jsonFile !== null)
    await writeFile(options.jsonFile, `${JSON.stringify(report, null, 2)}\n`);
}
