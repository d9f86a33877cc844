import type { ScanSummary } from '@credsweep/core';

/** The object that `--format json` prints; scripts depend on its shape. `organizationId` is null without an organization. */
export type PublicSummary = Omit<ScanSummary, 'organizationId'> & {
  readonly organizationId: string | null;
};

/** Gives a summary the shape that scripts know. */
export function toPublicSummary(summary: ScanSummary): PublicSummary {
  const { organizationId } = summary;
  return {
    ...summary,
    organizationId: organizationId?.startsWith('o-') === true ? organizationId : null,
  };
}
