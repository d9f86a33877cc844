import {
  createAwsHub,
  createReportsFolder,
  findEndpointOverrides,
  type AwsHub,
  type AwsHubOptions,
  type ReportsFolder,
} from '@credsweep/aws';
import {
  readsUserTags,
  type AccountDirectory,
  type CredentialSource,
  type Scan,
  type ScanSettings,
} from '@credsweep/core';
import type { Terminal } from '../terminal.ts';

/** Where accounts and their credentials come from: AWS, or the folder that a scan names. */
export type Sources = {
  readonly hub: AwsHub;
  openDirectory(settings: ScanSettings): Promise<AccountDirectory>;
  openSource(scan: Pick<Scan, 'scanId' | 'policy' | 'settings'>): Promise<CredentialSource>;
  close(): void;
};

/**
 * Opens the sources; AWS is not asked before a scan needs it. Endpoints that are not AWS's own are announced.
 *
 * @param aws where to find AWS, when not where the environment says
 */
export function openSources(
  terminal: Terminal,
  concurrency: number,
  aws: AwsHubOptions = {},
): Sources {
  const { environment, stderr } = terminal;
  const hub = createAwsHub({ environment, maxConcurrentAccounts: concurrency, ...aws });
  for (const { variable, endpoint } of findEndpointOverrides(environment)) {
    stderr.write(`${variable} is set: requests go to ${endpoint}, which is not AWS.\n`);
  }
  const told = new Set<string>();
  const tellOnce = (notice: string): void => {
    if (!told.has(notice)) stderr.write(`${notice}\n`);
    told.add(notice);
  };
  const folders = new Map<string, Promise<ReportsFolder>>();
  const openFolder = (path: string): Promise<ReportsFolder> => {
    const opened = folders.get(path) ?? createReportsFolder(path);
    folders.set(path, opened);
    return opened;
  };
  const credentialSources = new Map<number, CredentialSource>();
  return {
    hub,
    openDirectory: async ({ reportsFolder }) =>
      withNotice(
        reportsFolder === null ? hub.directory : (await openFolder(reportsFolder)).directory,
        tellOnce,
      ),
    openSource: async (scan) => {
      const { scanId, settings } = scan;
      const { reportsFolder, roleName, externalId } = settings;
      if (reportsFolder !== null) return (await openFolder(reportsFolder)).source;
      const opened =
        credentialSources.get(scanId) ??
        hub.openCredentialSource({
          roleName,
          externalId,
          sessionName: `credsweep-scan-${scanId}`,
          readsUserTags: readsUserTags(scan),
        });
      credentialSources.set(scanId, opened);
      return opened;
    },
    close: () => hub.close(),
  };
}

/** Tells the notice of the organization, such as why only the caller's own account is scanned. */
function withNotice(directory: AccountDirectory, tell: (notice: string) => void): AccountDirectory {
  return {
    describeOrganization: async () => {
      const organization = await directory.describeOrganization();
      if (organization.notice !== null) tell(organization.notice);
      return organization;
    },
    listAccounts: (signal) => directory.listAccounts(signal),
    listAccountTags: (accountId, signal) => directory.listAccountTags(accountId, signal),
    takeApiCalls: () => directory.takeApiCalls(),
  };
}
