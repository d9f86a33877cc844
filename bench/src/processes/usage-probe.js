import { readFileSync, writeSync } from 'node:fs';
import { isMainThread } from 'node:worker_threads';

/*
 * Loaded into a measured process by --import: at SIGUSR2, and when the process ends, it writes a JSON line with what the
 * process has used so far to file descriptor 3. It is JavaScript, so that a process pays for Node.js's compiler of types only
 * if the program itself needs it.
 */
if (isMainThread) {
  process.on('SIGUSR2', writeUsage);
  process.on('exit', writeUsage);
}

function writeUsage() {
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
  const { rss, heapUsed } = process.memoryUsage();
  const usage = {
    cpuMs: (userCPUTime + systemCPUTime) / 1000,
    peakMb: (readPeakKilobytes() ?? maxRSS) / 1024,
    rssMb: rss / 1_048_576,
    heapMb: heapUsed / 1_048_576,
  };
  writeSync(3, `${JSON.stringify(usage)}\n`);
}

/** The peak of this program alone; `maxRSS` also counts the program that the process was forked from. */
function readPeakKilobytes() {
  try {
    const peak = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1];
    return peak === undefined ? null : Number(peak);
  } catch {
    return null;
  }
}
