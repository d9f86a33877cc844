import type { GrowthFigures, ScanFigures } from './bench-report.ts';
import { fitGrowth } from './fit-growth.ts';

/** Fits how time and memory of first scans grow, with the accounts and with the users of an account. */
export function measureGrowth(scans: readonly ScanFigures[]): readonly GrowthFigures[] {
  const firstScans = scans.filter(({ scan }) => scan === 1);
  return (['accounts', 'users'] as const).flatMap((over) =>
    [...Map.groupBy(firstScans, (figures) => describeOthers(over, figures))].flatMap(
      ([where, alike]) => fitFigures(over, where, alike),
    ),
  );
}

/** What two scans must have in common to be points of one line. */
function describeOthers(over: 'accounts' | 'users', figures: ScanFigures): string {
  const { accounts, users, backend, workers } = figures;
  const size = over === 'accounts' ? `${users} users` : `${accounts} accounts`;
  return `${size}, ${backend}, ${workers} worker${workers === 1 ? '' : 's'}`;
}

function fitFigures(
  over: 'accounts' | 'users',
  where: string,
  scans: readonly ScanFigures[],
): readonly GrowthFigures[] {
  const sorted = scans.toSorted((a, b) => a[over] - b[over]);
  const sizes = sorted.map((figures) => figures[over]);
  return grownFigures.flatMap(({ figure, read }) => {
    const values = sorted.map(read);
    const exponent = fitGrowth(sizes.map((size, index) => ({ size, value: values[index] ?? 0 })));
    return exponent === null ? [] : [{ figure, over, where, sizes, values, exponent }];
  });
}

const grownFigures = [
  { figure: 'wall time, ms', read: ({ wallMs }: ScanFigures) => wallMs },
  {
    figure: 'CPU of ours, ms',
    read: ({ accounts, cpuMsPerAccount }: ScanFigures) => accounts * cpuMsPerAccount.ours,
  },
  { figure: 'peak memory of a worker, MB', read: ({ peakMb }: ScanFigures) => peakMb.worker },
  { figure: 'peak memory of the producer, MB', read: ({ peakMb }: ScanFigures) => peakMb.producer },
] as const;
