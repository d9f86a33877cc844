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
export { describeStaleReason } from './describe-stale-reason.ts';
export { elapsedDays, isOverDays } from './elapsed.ts';
export { errorCatalogue, type ErrorCatalogueEntry, type ErrorCode } from './error-catalogue.ts';
export {
  fixAccessKey,
  quoteForShell,
  type KeyFix,
  type KeyFixKind,
  type KeyToFix,
} from './fix-access-key.ts';
export {
  findPartition,
  guessPartition,
  type AsffContext,
  type AsffFinding,
} from './formats/asff-finding.ts';
export { toAsffClosedKeyFinding } from './formats/asff-closed-key-finding.ts';
export { toAsffKeyFinding } from './formats/asff-key-finding.ts';
export { toAsffStaleUser } from './formats/asff-stale-user.ts';
export { toAsffUnreadAccount } from './formats/asff-unread-account.ts';
export type { ClosedKeyFinding, Resolution } from './formats/closed-key-finding.ts';
export type { FindingContext } from './formats/finding-context.ts';
export type { OcsfEvent } from './formats/ocsf-event.ts';
export { toOcsfClosedKeyFinding } from './formats/ocsf-closed-key-finding.ts';
export { toOcsfKeyFinding } from './formats/ocsf-key-finding.ts';
export { toOcsfScanActivity } from './formats/ocsf-scan-activity.ts';
export { toOcsfStaleUser } from './formats/ocsf-stale-user.ts';
export { toOcsfUnreadAccount } from './formats/ocsf-unread-account.ts';
export type { StaleUserFinding } from './formats/stale-user-finding.ts';
export type { UnreadAccountFinding } from './formats/unread-account-finding.ts';
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
export {
  judgeCredentialReport,
  type JudgedReport,
  type JudgeOptions,
} from './judge-credential-report.ts';
export { judgeSeverity, severities, type Severity } from './judge-severity.ts';
export {
  judgeStaleness,
  judgeUser,
  type JudgedUser,
  type StaleReason,
  type StaleVerdict,
  type UserActivity,
} from './judge-user.ts';
export { findUnreportedKeys, matchAccessKeys, type KeyMatch } from './match-access-keys.ts';
export type { Organization, OrganizationKind } from './organization.ts';
export { assignOwners, type OwnerFacts, type Ownership } from './owners/assign-owners.ts';
export { createOwnerMap, type OwnerMap, type OwnerRule } from './owners/owner-map.ts';
export { exemptsByTag, readsUserTags, type OwnerSettings } from './owners/owner-settings.ts';
export { parseOwnerMap } from './owners/parse-owner-map.ts';
export type { Tags } from './owners/tags.ts';
export { parseCredentialReport } from './parse-credential-report.ts';
export { parsePolicyFile, policyFileSchema } from './parse-policy-file.ts';
export { describeIssue } from './describe-issue.ts';
export { didYouMean } from './did-you-mean.ts';
export {
  listProblems,
  parseYaml,
  type ParsedYaml,
  type PreparedValues,
  type YamlProblem,
} from './parse-yaml.ts';
export { policySchema, type Exemption, type Policy } from './policy.ts';
export { isPolicyPresetName, policyPresets, type PolicyPresetName } from './policy-presets.ts';
export type { AlertCounts, AlertMessage, AlertMessageKind } from './alerts/alert-message.ts';
export {
  planAlerts,
  type ClosedScan,
  type DigestSubject,
  type PendingDigest,
  type PlannedAlert,
} from './alerts/plan-alerts.ts';
export { planDeliveryRetry, type DeliveryRetry } from './alerts/plan-delivery-retry.ts';
export { readAlertMessage, type StoredAlertMessage } from './alerts/read-alert-message.ts';
export {
  alertSettingsSchema,
  type AlertChannelSettings,
  type AlertChannelType,
  type AlertDigest,
  type AlertRoute,
  type AlertSettings,
} from './alerts/alert-settings.ts';
export {
  findMailServerProblem,
  findWebAddressProblem,
  isLoopback,
} from './alerts/channel-address.ts';
export type { AlertChannel } from './ports/alert-channel.ts';
export type {
  AlertArchive,
  AlertClaim,
  AlertClaimResult,
  AlertOutbox,
  AlertReconciliation,
  AlertRecord,
  AlertState,
  DeliveryFailure,
} from './ports/alert-outbox.ts';
export type { AlertQueue } from './ports/alert-queue.ts';
export type { AccountDirectory } from './ports/account-directory.ts';
export type {
  AccountClaim,
  AccountLedger,
  AccountScanResult,
  KeyMemory,
  RememberedKey,
} from './ports/account-ledger.ts';
export type {
  AccountSession,
  CredentialReportReply,
  CredentialSource,
  LiveAccessKey,
  LiveKeyUse,
} from './ports/credential-source.ts';
export type {
  AccessKeyPageRequest,
  AccountInventory,
  AccountOrder,
  AccountPageRequest,
  AccountVisit,
  CredentialInventory,
  InventoryAccessKey,
  InventoryAccount,
  InventoryCounts,
  InventorySearch,
  InventoryUser,
  UserPageRequest,
} from './ports/inventory.ts';
export type { AccountPartCount, OverviewReader, RootUserCounts } from './ports/overview-reader.ts';
export type { OwnerRecall, OwnerRegister } from './ports/owner-register.ts';
export type { ReportReader, ViewReading, ViewRow, ViewValue } from './ports/report-reader.ts';
export type { ScanClosing, ScanReconciliation } from './ports/scan-closing.ts';
export type {
  AccountOutcome,
  AccountScanJob,
  Delivery,
  JobOutcome,
  JobRun,
  ScanJobHandlers,
  ScanQueue,
} from './ports/scan-queue.ts';
export type {
  AccountOutcomePageRequest,
  AccountOutcomeRow,
  ScanInventory,
} from './ports/scan-inventory.ts';
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
  listReadActions,
  type AccountReadAction,
  type AccountReadOptions,
} from './roles/account-read-actions.ts';
export { writeRoleArn } from './roles/role-name.ts';
export {
  writeRolePolicies,
  type HubPrincipal,
  type PolicyDocument,
  type RolePolicies,
  type RolePolicyOptions,
} from './roles/role-policies.ts';
export { roleTemplateParts, type RoleTemplatePart } from './roles/role-template.ts';
export { writeCloudFormation } from './roles/write-cloudformation.ts';
export { writeTerraform } from './roles/write-terraform.ts';
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
export { isOverByHours } from './is-over-by-hours.ts';
export { isOver, measurePace, type ScanPace, type ScanStatus } from './scan-status.ts';
export { everyAccount, isSelected } from './select-account.ts';
export {
  webSettingsSchema,
  webTokenSchema,
  type WebRole,
  type WebSettings,
  type WebToken,
} from './web-settings.ts';
export type { WhatIf } from './what-if.ts';
