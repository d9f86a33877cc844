import { STSClient } from '@aws-sdk/client-sts';

/** Where a region may be told, apart from the SDK's own places. */
export type RegionHints = {
  readonly region?: string;
  readonly environment?: Readonly<Record<string, string | undefined>>;
};

/**
 * Gives the region for every client: the given one, `AWS_REGION`, `AWS_DEFAULT_REGION`, then what the
 * SDK finds (profile, instance metadata), else `us-east-1`.
 *
 * IAM and Organizations are global within a partition, so any region of the right partition will do;
 * the SDK by itself does not read `AWS_DEFAULT_REGION`, which every other AWS tool does.
 */
export function createRegionResolver(hints: RegionHints): () => Promise<string> {
  let resolved: Promise<string> | undefined;
  return () => (resolved ??= resolveRegion(hints));
}

async function resolveRegion({ region, environment = {} }: RegionHints): Promise<string> {
  const told = [region, environment['AWS_REGION'], environment['AWS_DEFAULT_REGION']].find(
    (candidate) => candidate !== undefined && candidate !== '',
  );
  return told ?? (await askSdkForRegion()) ?? 'us-east-1';
}

async function askSdkForRegion(): Promise<string | undefined> {
  try {
    return await new STSClient({}).config.region();
  } catch (error) {
    if (error instanceof Error && error.message === 'Region is missing') return undefined;
    throw error;
  }
}
