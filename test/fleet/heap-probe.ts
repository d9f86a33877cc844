import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/*
 * Loaded into a process by --import: at SIGUSR2 it collects all garbage and writes a line with what is left,
 * `heap-probe NUMBER {"heapUsed":BYTES,"external":BYTES,"rss":BYTES}`.
 */
setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;
let count = 0;
process.on('SIGUSR2', () => {
  // Finalizers of the first round leave garbage for the second.
  collectGarbage();
  setImmediate(() => {
    collectGarbage();
    const { heapUsed, external, rss } = process.memoryUsage();
    count += 1;
    process.stderr.write(`\nheap-probe ${count} ${JSON.stringify({ heapUsed, external, rss })}\n`);
  });
});
