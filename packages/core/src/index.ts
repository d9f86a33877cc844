export type { AccessKey, AccessKeyStatus, ReportedAccessKey } from './access-key.ts';
export { isAccountId, skipReason, type Account, type AccountState } from './account.ts';
export { findAgeBand, nameAgeBands, unknownAgeBand } from './age-band.ts';
export { summarizeAccount, type AccountSummary, type AgeBandCount } from './account-summary.ts';
export { addApiCalls, totalApiCalls, type ApiCalls } from './api-calls.ts';
export {
  createCheckWriter,
  judgeChecks,
  type Check,
  type CheckSubject,
  type CheckVerdict,
  type CheckWriter,
} from './check.ts';
export {
  rootUserName,
  type CredentialReport,
  type ReportedRoot,
  type ReportedUser,
} from './credential-report.ts';
export { CredsweepError, toCredsweepError, type ErrorDetails } from './credsweep-error.ts';
export { describeRiskReason, riskReasons } from './describe-risk-reason.ts';
export { elapsedDays, isOverDays } from './elapsed.ts';
export { errorCatalogue, type ErrorCatalogueEntry, type ErrorCode } from './error-catalogue.ts';
export {
  fixAccessKey,
  quoteForShell,
  type KeyFix,
  type KeyFixKind,
  type KeyToFix,
} from './fix-access-key.ts';
export { keyFixWords } from './key-fix-words.ts';
export type { KeyFinding } from './key-finding.ts';
export {
  judgeAccessKey,
  type JudgedAccessKey,
  type KeyOwner,
  type RiskReason,
} from './judge-access-key.ts';
export {
  judgeAccount,
  listOwnedKeys,
  type JudgedAccount,
  type OwnedAccessKey,
} from './judge-account.ts';
export { judgeSeverity, severities, type Severity } from './judge-severity.ts';
export { judgeUser, type JudgedUser, type StaleReason } from './judge-user.ts';
export { findUnreportedKeys, matchAccessKeys, type KeyMatch } from './match-access-keys.ts';
export type { Organization, OrganizationKind } from './organization.ts';
export { parseCredentialReport } from './parse-credential-report.ts';
export { parsePolicyFile, policyFileSchema } from './parse-policy-file.ts';
export { parseYaml, type ParsedYaml } from './parse-yaml.ts';
export { policySchema, type Exemption, type Policy } from './policy.ts';
export { isPolicyPresetName, policyPresets, type PolicyPresetName } from './policy-presets.ts';
export type { AlertCounts, AlertMessage, AlertMessageKind } from './alerts/alert-message.ts';
export type { AlertChannel } from './ports/alert-channel.ts';
export type { AccountDirectory } from './ports/account-directory.ts';
export type {
  AccountClaim,
  AccountLedger,
  AccountScanResult,
  KeyMemory,
  KeyRecall,
  RememberedKey,
} from './ports/account-ledger.ts';
export type {
  AccountSession,
  CredentialReportReply,
  CredentialSource,
  LiveAccessKey,
  LiveKeyUse,
} from './ports/credential-source.ts';
export type { ReportReader, ViewReading, ViewRow, ViewValue } from './ports/report-reader.ts';
export type { ScanClosing, ScanReconciliation } from './ports/scan-closing.ts';
export type {
  AccountOutcome,
  AccountScanJob,
  JobOutcome,
  JobRun,
  ScanJobHandlers,
  ScanQueue,
} from './ports/scan-queue.ts';
export type { AccountListing, ResumedScan, ScanRegister } from './ports/scan-register.ts';
export type {
  NewSchedule,
  Schedule,
  ScheduledStart,
  ScheduleQueue,
  ScheduleRegister,
} from './ports/schedule-register.ts';
export { isReportViewName, reportViewNames, type ReportViewName } from './report-views.ts';
export {
  isCoverageComplete,
  measureCoverage,
  type AccountFailure,
  type AccountSelection,
  type Coverage,
  type Scan,
  type ScanSettings,
  type ScanState,
  type ScanSummary,
} from './scan.ts';
export { isOver, measurePace, type ScanPace, type ScanStatus } from './scan-status.ts';
export { everyAccount, isSelected } from './select-account.ts';
