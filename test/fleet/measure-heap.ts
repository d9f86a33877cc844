import { buildScaledOrganization } from '@credsweep/simulator';
import { startQueueServers } from '@credsweep/testkit';
import { openFleet } from './open-fleet.ts';
import { waitForCompletion } from './scan-ledger.ts';

/** What a worker holds once its garbage is gone. */
export type HeapReading = {
  readonly accountScans: number;
  readonly heapMb: number;
  readonly rssMb: number;
};

/** Scans an organization again and again with one `credsweep worker`, and reads its memory after each scan. */
export async function measureHeap(load: {
  readonly accounts: number;
  readonly usersPerAccount: number;
  readonly scans: number;
  readonly concurrency: number;
  readonly onScan?: (scans: number) => void;
}): Promise<readonly HeapReading[]> {
  const { accounts, usersPerAccount, scans, concurrency, onScan } = load;
  const servers = await startQueueServers();
  try {
    const now = new Date(Math.floor(Date.now() / 1000) * 1000);
    const fleet = await openFleet({
      organization: buildScaledOrganization({ accounts, usersPerAccount, now }),
      backend: servers.redis === null ? 'postgres' : 'redis',
      servers,
    });
    try {
      const worker = await fleet.startWorker(concurrency, { NODE_OPTIONS: `--import=${probe}` });
      for (let scan = 1; scan <= scans; scan += 1) {
        const scanId = await fleet.enqueueScan();
        await waitForCompletion(fleet.database.pool, scanId, 300_000);
        worker.kill('SIGUSR2');
        await worker.waitForOutput(new RegExp(`heap-probe ${scan} .*\n`));
        onScan?.(scan);
      }
      worker.kill('SIGTERM');
      const { stderr } = await worker.ended;
      return [...stderr.matchAll(/heap-probe (\d+) (.*)\n/g)].map(([, scan, reading = '']) => {
        const { heapUsed, rss } = JSON.parse(reading) as { heapUsed: number; rss: number };
        return {
          accountScans: Number(scan) * accounts,
          heapMb: toMb(heapUsed),
          rssMb: toMb(rss),
        };
      });
    } finally {
      await fleet.close();
    }
  } finally {
    await servers.stop();
  }
}

function toMb(bytes: number): number {
  return Math.round((bytes / 1_048_576) * 10) / 10;
}

const probe = new URL('heap-probe.ts', import.meta.url).href;
