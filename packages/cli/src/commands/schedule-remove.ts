import { removeSchedule } from '@credsweep/producer';
import { openEngine } from '../engine/open-engine.ts';
import type { Terminal } from '../terminal.ts';

/** Removes a schedule; gives the exit code. */
export async function runScheduleRemoveCommand(terminal: Terminal, name: string): Promise<number> {
  const engine = await openEngine(terminal);
  try {
    await removeSchedule(name, { register: engine.ledger, queue: engine.queue.schedules });
    terminal.stdout.write(`Schedule ${name} is removed. Its scans stay.\n`);
    return 0;
  } finally {
    await engine.close();
  }
}
