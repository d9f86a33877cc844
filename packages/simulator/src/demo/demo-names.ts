import type { SeededRandom } from '../world/seeded-random.ts';

/** Draws that many different people of the company, as `first.last`. */
export function drawPeople(random: SeededRandom, count: number): string[] {
  return drawDistinct(count, () => `${random.pick(firstNames)}.${random.pick(lastNames)}`);
}

/** Draws that many different programs. */
export function drawPrograms(random: SeededRandom, count: number): string[] {
  return drawDistinct(count, () => random.pick(programs));
}

function drawDistinct(count: number, draw: () => string): string[] {
  const names = new Set<string>();
  while (names.size < count) names.add(draw());
  return [...names];
}

const firstNames = [
  'maria',
  'jonas',
  'aisha',
  'tom',
  'ingrid',
  'kenji',
  'lucia',
  'piotr',
  'sara',
  'david',
  'noor',
  'emil',
] as const;

const lastNames = [
  'lindqvist',
  'okafor',
  'berg',
  'tanaka',
  'moreau',
  'kowalska',
  'haddad',
  'silva',
  'novak',
  'jensen',
] as const;

const programs = [
  'ci-deployer',
  'terraform',
  'grafana-reader',
  'backup-agent',
  'github-actions',
  'jenkins',
  'airflow-runner',
  'ses-smtp',
  's3-sync',
  'datadog-integration',
  'invoice-exporter',
  'image-resizer',
  'legacy-ftp-bridge',
  'vendor-scanner',
] as const;
