import { shellScripts, type Shell } from '../completion/shell-scripts.ts';
import type { Terminal } from '../terminal.ts';

/** Prints the script that lets a shell complete credsweep; gives the exit code. */
export function runCompletionCommand({ stdout }: Terminal, shell: Shell): number {
  stdout.write(shellScripts[shell]);
  return 0;
}
