export { startSimulator, type Simulator, type SimulatorOptions } from './start-simulator.ts';
export { buildDemoOrganization, type DemoOptions } from './demo-organization.ts';
export { buildScaledOrganization, type ScaledOptions } from './scaled-organization.ts';
export type { CallCounts } from './wire/call-counts.ts';
export type { FaultKind, FaultPlan, FaultRule } from './wire/faults.ts';
export type { HubCredentials } from './wire/hub-credentials.ts';
export type { LatencyPlan, LatencyRange } from './wire/latency.ts';
export { publishedRateLimits, type RateLimit, type RateLimitPlan } from './wire/rate-limits.ts';
export type { ReportTiming } from './iam/report-timing.ts';
export { renderCredentialReport } from './iam/render-credential-report.ts';
export { editableUsers, findUser, listUsers } from './world/account-users.ts';
export { createOrganization, type NewOrganization } from './world/create-organization.ts';
export {
  addAccessKey,
  deleteAccessKey,
  recordKeyUse,
  rotateAccessKey,
  setAccessKeyStatus,
  type NewAccessKey,
} from './world/edit-access-keys.ts';
export {
  addAccount,
  addDelegatedAdministrator,
  addRole,
  getAccount,
  removeAccount,
  removeRole,
  setAccountState,
  type NewAccount,
  type NewRole,
} from './world/edit-accounts.ts';
export {
  addUser,
  createUser,
  deleteUser,
  getUser,
  recordLogin,
  type NewUser,
} from './world/edit-users.ts';
export { addOrganizationalUnit } from './world/organizational-units.ts';
export type {
  AccountState,
  ReportBehaviour,
  SimulatedAccount,
  SimulatedRole,
  SimulatedRoot,
} from './world/simulated-account.ts';
export type {
  Partition,
  SimulatedDelegatedAdministrator,
  SimulatedHub,
  SimulatedOrganization,
  SimulatedOrganizationalUnit,
} from './world/simulated-organization.ts';
export type {
  SimulatedAccessKey,
  SimulatedCertificate,
  SimulatedKeyUse,
  SimulatedUser,
} from './world/simulated-user.ts';
export { ageReport, replaceReport, type StoredReport } from './world/stored-report.ts';
