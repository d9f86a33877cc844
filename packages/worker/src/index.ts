export { rememberOwnerMaps } from './remember-owner-maps.ts';
export { createAccountScanner, type AccountScanDependencies } from './scan-account.ts';
