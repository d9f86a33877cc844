export { rememberOwnerMaps } from './remember-owner-maps.ts';
export { scanAccount, type AccountScanDependencies } from './scan-account.ts';
