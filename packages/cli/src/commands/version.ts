import { arch, platform, release } from 'node:os';
import type { Terminal } from '../terminal.ts';
import { version } from '../version.ts';

/** Prints the versions that a report of a fault should name; gives the exit code. */
export function runVersionCommand(
  { stdout }: Terminal,
  { format }: { readonly format: 'table' | 'json' },
): number {
  const facts = {
    credsweep: version,
    node: process.versions.node,
    platform: platform(),
    architecture: arch(),
    system: release(),
  };
  stdout.write(
    format === 'json'
      ? `${JSON.stringify(facts, null, 2)}\n`
      : `credsweep ${facts.credsweep}\nNode.js ${facts.node}\n${facts.platform} ${facts.system} ${facts.architecture}\n`,
  );
  return 0;
}
