import {
  createAwsHub,
  createReportsFolder,
  findEndpointOverrides,
  type AwsHub,
  type AwsHubOptions,
  type ReportsFolder,
} from '@credsweep/aws';
import type { AccountDirectory, CredentialSource, ScanSettings } from '@credsweep/core';
import type { Terminal } from '../terminal.ts';

/** Where accounts and their credentials come from: AWS, or the folder that a scan names. */
export type Sources = {
  readonly hub: AwsHub;
  openDirectory(settings: ScanSettings): Promise<AccountDirectory>;
  openSource(scanId: number, settings: ScanSettings): Promise<CredentialSource>;
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
      reportsFolder === null ? hub.directory : (await openFolder(reportsFolder)).directory,
    openSource: async (scanId, { reportsFolder, roleName, externalId }) => {
      if (reportsFolder !== null) return (await openFolder(reportsFolder)).source;
      const opened =
        credentialSources.get(scanId) ??
        hub.openCredentialSource({ roleName, externalId, sessionName: `credsweep-scan-${scanId}` });
      credentialSources.set(scanId, opened);
      return opened;
    },
    close: () => hub.close(),
  };
}
