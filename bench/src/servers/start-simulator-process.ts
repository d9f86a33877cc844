import { fileURLToPath } from 'node:url';
import { startMeasured, type ProcessUsage } from '../processes/measured-process.ts';
import type { CountedCalls, SimulatedLoad, SimulatorQuestion } from './simulated-load.ts';

/** A simulated AWS that runs in a process of its own. */
export interface SimulatorProcess {
  /** What a process needs to talk to it. */
  readonly environment: Readonly<Record<string, string>>;
  ask(question: SimulatorQuestion): Promise<CountedCalls>;
  readUsage(): Promise<ProcessUsage>;
  stop(): Promise<void>;
}

/** Starts a simulated AWS. */
export async function startSimulatorProcess(
  load: SimulatedLoad,
  workingFolder: string,
): Promise<SimulatorProcess> {
  const simulator = startMeasured(simulatorMain, [JSON.stringify(load)], {
    environment: {},
    workingFolder,
    channel: true,
  });
  const line = await simulator.waitForOutput(/^\{.*\}$/m);
  return {
    environment: JSON.parse(line) as Record<string, string>,
    ask: async (question) => (await simulator.ask(question)) as CountedCalls,
    readUsage: () => simulator.readUsage(),
    stop: async () => {
      simulator.kill('SIGTERM');
      await simulator.ended;
    },
  };
}

const simulatorMain = fileURLToPath(new URL('simulator-main.ts', import.meta.url));
