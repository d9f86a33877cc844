export { scanAccount, type AccountScanDependencies } from './scan-account.ts';
