import { setTimeout as sleep } from 'node:timers/promises';
import { unavailable } from './embedded-postgres-error.ts';
import { nameHomeFiles } from './home-folder.ts';
import { readFileTail } from './server-log.ts';
import { readServerRecord } from './server-record.ts';
import type { ServerSettings } from './server-settings.ts';
import { startSupervisorCandidate, type SupervisorCandidate } from './supervisor-candidate.ts';
import { joinSupervisor, type SupervisorConnection } from './supervisor-connection.ts';

/** A connection to the supervisor of a folder, and whether this process started it. */
export type FoundSupervisor = {
  readonly connection: SupervisorConnection;
  readonly startedHere: boolean;
};

/**
 * Joins the supervisor of a data folder, starting one if nobody answers. Any number of processes may do this at once:
 * each candidate waits for the folder's lock, one gets it, and the others are let go as soon as that one answers.
 */
export async function findSupervisor(
  home: string,
  settings: ServerSettings,
  onProgress: (message: string) => void,
): Promise<FoundSupervisor> {
  const files = nameHomeFiles(home);
  let candidate: SupervisorCandidate | null = null;
  let giveUpAt = Date.now() + patienceMs;
  try {
    while (Date.now() < giveUpAt) {
      const record = readServerRecord(files.record);
      const joinedAt = Date.now();
      const connection =
        record === null ? null : await joinSupervisor(record.socketPath, onProgress);
      if (connection !== null)
        return { connection, startedHere: connection.ready.supervisorPid === candidate?.pid };
      // A supervisor that answered and then ended had its time; ours begins anew.
      giveUpAt += Date.now() - joinedAt;
      if (candidate?.state() === 'crashed') throw describeCrash(home, files.supervisorLog);
      if (candidate === null || candidate.state() === 'finished')
        candidate = startSupervisorCandidate(home, settings);
      await sleep(pollMs);
    }
  } finally {
    candidate?.letGo();
  }
  throw describeUnreachable(home, files.record);
}

function describeCrash(home: string, log: string): Error {
  return unavailable({
    failed: `The process that looks after the PostgreSQL server of ${home} could not be started.`,
    usualCause:
      'Usual cause: a folder on a file system without locks or sockets, or too little memory.',
    next: `Read ${log}, set CREDSWEEP_HOME to a folder on a local disk, or set DATABASE_URL to a PostgreSQL server.`,
    evidence: readFileTail(log),
  });
}

function describeUnreachable(home: string, recordPath: string): Error {
  const holder = readServerRecord(recordPath);
  const who =
    holder === null ? 'another process' : `process ${holder.supervisorPid} on ${holder.host}`;
  return unavailable({
    failed: `The PostgreSQL server of ${home} is looked after by ${who}, which does not answer here.`,
    usualCause: 'Usual cause: the folder is in use in another container, or by another user.',
    next: 'Use one CREDSWEEP_HOME per container, run as the same user, or share a PostgreSQL server by DATABASE_URL.',
  });
}

/** Longer than the slowest orderly stop of an earlier server, for which a candidate has to wait. */
const patienceMs = 30_000;

const pollMs = 25;
