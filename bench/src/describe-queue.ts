import type { QueueFigures } from './bench-report.ts';
import type { StatementFigures } from './servers/postgres-figures.ts';
import type { RedisFigures } from './servers/start-redis.ts';

/** What the queue asked of its backend between two readings, for each job. */
export function describeQueue(
  before: RedisFigures | null,
  after: RedisFigures | null,
  statements: readonly StatementFigures[],
  jobs: number,
): QueueFigures {
  const countSince = (isWanted: (command: string) => boolean): number =>
    Object.entries(after?.commands ?? {})
      .filter(([command]) => isWanted(command))
      .reduce((sum, [command, count]) => sum + count - (before?.commands[command] ?? 0), 0);
  const countStatements = (ofLedger: boolean): number =>
    statements
      .filter(({ isLedger }) => isLedger === ofLedger)
      .reduce((sum, { calls }) => sum + calls, 0);
  return {
    scriptsPerJob: countSince((command) => /^(evalsha|eval|fcall)$/.test(command)) / jobs,
    commandsPerJob: countSince((command) => command !== 'info') / jobs,
    ledgerStatementsPerJob: countStatements(true) / jobs,
    otherStatementsPerJob: countStatements(false) / jobs,
  };
}
