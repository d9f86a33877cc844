import { spawn } from 'node:child_process';
import { closeSync, ftruncateSync, fstatSync, openSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { nameHomeFiles } from './home-folder.ts';
import type { ServerSettings } from './server-settings.ts';

/** A supervisor that was started and waits for the folder's lock, or has it. */
export type SupervisorCandidate = {
  readonly pid: number;
  /** `finished`: it did its work (perhaps for others) or was not needed; `crashed`: it could not. */
  state(): 'running' | 'finished' | 'crashed';
  /** Lets go of it: it ends if it is still waiting for the lock, and stays if it has it. */
  letGo(): void;
};

/** Starts a supervisor in a session of its own, so that it outlives this process and its terminal. */
export function startSupervisorCandidate(
  home: string,
  settings: ServerSettings,
): SupervisorCandidate {
  const log = openSync(nameHomeFiles(home).supervisorLog, 'a', 0o600);
  try {
    if (fstatSync(log).size > largestLogBytes) ftruncateSync(log, 0);
    const child = spawn(
      process.execPath,
      ['--disable-warning=ExperimentalWarning', nameProgram(), home, JSON.stringify(settings)],
      { detached: true, cwd: '/', env: chooseEnvironment(), stdio: ['pipe', log, log] },
    );
    let state: ReturnType<SupervisorCandidate['state']> = 'running';
    child.once('error', () => (state = 'crashed'));
    child.once('exit', (status) => (state = status === 0 ? 'finished' : 'crashed'));
    child.stdin?.on('error', () => undefined);
    child.unref();
    return {
      pid: child.pid ?? 0,
      state: () => state,
      letGo: () => child.stdin?.destroy(),
    };
  } finally {
    closeSync(log);
  }
}

/** The program beside this file, whether the package is run from its source or compiled. */
function nameProgram(): string {
  const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
  return fileURLToPath(new URL(`./supervisor-main.${extension}`, import.meta.url));
}

/** What the supervisor needs of our environment; it lives longer than we do, so no credentials go with it. */
function chooseEnvironment(): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => passedOn.has(name)));
}

const passedOn = new Set(['PATH', 'HOME', 'TMPDIR', 'LD_LIBRARY_PATH']);

const largestLogBytes = 256 * 1024;
