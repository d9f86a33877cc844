import { writeFile } from 'node:fs/promises';
import { readReadingOptions, readingUsage } from './reading-options.ts';
import { renderReadingReport } from './render-reading-report.ts';
import { runReadingBench } from './run-reading-bench.ts';

/* Measures how a database of many scans is read: `npm run bench:reading -- --help` tells the flags. */
const args = process.argv.slice(2);
if (args.includes('--help')) process.stdout.write(readingUsage);
else await bench();

async function bench(): Promise<void> {
  const options = readReadingOptions(args);
  const report = await runReadingBench(options, (what) => void process.stderr.write(`${what}\n`));
  process.stdout.write(renderReadingReport(report));
  if (options.jsonFile !== null)
    await writeFile(options.jsonFile, `${JSON.stringify(report, null, 2)}\n`);
}
