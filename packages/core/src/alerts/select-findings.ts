import { severities } from '../judge-severity.ts';
import type { KeyFinding } from '../key-finding.ts';
import { matchesPattern } from '../match-pattern.ts';
import type { AlertRoute } from './alert-settings.ts';

/**
 * Gives the findings that a channel is told of: those that one of its routes takes, or all where no route names the
 * channel.
 */
export function selectFindings(
  channel: string,
  findings: readonly KeyFinding[],
  routes: readonly AlertRoute[],
): readonly KeyFinding[] {
  const own = routes.filter((route) => route.channels.includes(channel));
  if (own.length === 0) return findings;
  return findings.filter((finding) => own.some((route) => matchesRoute(finding, route)));
}

/** Whether a finding meets every condition of a route; one without conditions takes all. */
export function matchesRoute(finding: KeyFinding, route: AlertRoute): boolean {
  const { minSeverity, accounts, ous, owners, tags } = route;
  const units = finding.organizationPath?.split('/') ?? [];
  return (
    (minSeverity === undefined ||
      severities.indexOf(finding.severity) <= severities.indexOf(minSeverity)) &&
    (accounts === undefined || matchesAny(finding.accountId, accounts)) &&
    (ous === undefined || ous.some((ou) => units.includes(ou))) &&
    (owners === undefined || (finding.owner !== null && matchesAny(finding.owner, owners))) &&
    (tags === undefined ||
      Object.entries(tags).every(
        ([key, wanted]) =>
          Object.hasOwn(finding.tags, key) && matchesPattern(finding.tags[key] ?? '', wanted),
      ))
  );
}

function matchesAny(text: string, patterns: readonly string[]): boolean {
  return patterns.some((pattern) => matchesPattern(text, pattern));
}
