export { checkAccess } from './access/check-access.ts';
export { parseTokenList } from './access/parse-token-list.ts';
export type { AnsweredRequest } from './create-web-app.ts';
export { openWebService, type WebService, type WebServiceOptions } from './open-web-service.ts';
export type { WebLog } from './web-log.ts';
export type { FindingDesk, ScanDesk, WebSources } from './web-sources.ts';
