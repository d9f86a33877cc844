import { measureHeap } from './measure-heap.ts';

/*
 * Scans 500 accounts of 20 users ten times with one worker and prints its memory after each scan, garbage collected.
 * It takes minutes and is not part of the test suite: `npm run soak`.
 */
const readings = await measureHeap({
  accounts: 500,
  usersPerAccount: 20,
  scans: 10,
  concurrency: 16,
  onScan: (scans) => void process.stderr.write(`${scans * 500} account scans\n`),
});
process.stdout.write('account scans  heap MB  rss MB\n');
for (const { accountScans, heapMb, rssMb } of readings) {
  const cells = [String(accountScans).padStart(13), heapMb.toFixed(1), rssMb.toFixed(1)];
  process.stdout.write(`${cells.map((cell) => cell.padStart(7)).join('  ')}\n`);
}
