export { listScanAccounts, type ListingDependencies } from './list-scan-accounts.ts';
export { resumeScan, startScan } from './start-scan.ts';
