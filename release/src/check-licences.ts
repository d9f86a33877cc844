import satisfies from 'spdx-satisfies';
import type { LockedPackage } from './lock-production.ts';

/**
 * Lists the licences of dependencies as Markdown.
 *
 * @throws when one of them is under terms that are not allowed, or says nothing
 */
export function checkLicences(packages: readonly LockedPackage[]): string {
  const refused = packages.filter(({ licence }) => !isAllowed(licence));
  if (refused.length > 0) {
    const lines = refused.map(
      ({ name, version, licence }) => `  ${name} ${version}: ${licence || 'no licence'}`,
    );
    throw new Error(
      `Dependencies under licences that are not allowed:\n${lines.join('\n')}\n` +
        'Use another library, or read the terms and add the licence in release/src/check-licences.ts.',
    );
  }
  const rows = packages.map(
    ({ name, version, licence }) => `| ${name} | ${version} | ${licence} |`,
  );
  return ['| package | version | licence |', '| --- | --- | --- |', ...rows, ''].join('\n');
}

function isAllowed(licence: string): boolean {
  try {
    return satisfies(licence, allowedLicences);
  } catch {
    // Not an SPDX expression, such as "SEE LICENSE IN …": somebody has to read it.
    return false;
  }
}

/** Permissive ones: they ask for their notice at most, which every package brings along. */
const allowedLicences = [
  '0BSD',
  'Apache-2.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'BlueOak-1.0.0',
  'CC0-1.0',
  'ISC',
  'MIT',
  'MIT-0',
  'Unlicense',
] as const;
