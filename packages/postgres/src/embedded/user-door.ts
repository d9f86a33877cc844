import { mkdtempSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { EmbeddedPostgresError } from './embedded-postgres-error.ts';
import {
  removeServerRecord,
  socketFolderPrefix,
  socketName,
  writeServerRecord,
} from './server-record.ts';
import {
  receiveMessages,
  sendMessage,
  type SupervisorMessage,
  type UserMessage,
} from './supervisor-messages.ts';

/** Where user processes come to the supervisor: each keeps one connection, which the kernel closes if it crashes. */
export type UserDoor = {
  /** Tells all users, and later ones too, what is going on. */
  announce(message: SupervisorMessage): void;
  announceFailure(error: EmbeddedPostgresError): void;
  /** Resolves when the last user has gone, or when nobody at all has come within `graceMs`. */
  whenUnused(graceMs: number): Promise<void>;
  /** Lets nobody in any more; nothing that others could find remains. */
  shut(): void;
  /** Answers those who wait for the server to stop, and hangs up. */
  dismiss(): Promise<void>;
};

/** Opens a private socket and writes it into the record of the folder; the caller holds the folder's lock. */
export async function openUserDoor(recordPath: string): Promise<UserDoor> {
  const users = new Set<Socket>();
  const leaving = new Set<Socket>();
  const announced: SupervisorMessage[] = [];
  let wasVisited = false;
  let onUserGone = (): void => undefined;

  function leave(socket: Socket): void {
    if (users.delete(socket)) onUserGone();
  }
  function answerRelease(socket: Socket): void {
    leaving.add(socket);
    if (users.size > 1) {
      sendMessage(socket, { type: 'released' });
      socket.end();
    }
    leave(socket);
  }

  function announce(message: SupervisorMessage): void {
    // Who comes when it is done need not hear how it went.
    if (message.type !== 'progress') announced.length = 0;
    announced.push(message);
    for (const socket of users) sendMessage(socket, message);
  }

  const listener = createServer((socket) => {
    users.add(socket);
    wasVisited = true;
    socket.on('error', () => undefined);
    socket.on('close', () => {
      leaving.delete(socket);
      leave(socket);
    });
    receiveMessages<UserMessage>(socket, () => answerRelease(socket));
    for (const message of announced) sendMessage(socket, message);
  });
  removeServerRecord(recordPath);
  const socketPath = join(mkdtempSync(join(chooseSocketParent(), socketFolderPrefix)), socketName);
  await new Promise<void>((resolve, reject) => {
    listener.once('error', reject);
    listener.listen(socketPath, resolve);
  });
  writeServerRecord(recordPath, socketPath);

  return {
    announce,
    announceFailure: ({ code, message }) => announce({ type: 'failed', code, message }),
    whenUnused(graceMs) {
      return new Promise((resolve) => {
        onUserGone = () => {
          if (users.size === 0) resolve();
        };
        if (wasVisited) onUserGone();
        else setTimeout(onUserGone, graceMs).unref();
      });
    },
    shut() {
      listener.close();
      removeServerRecord(recordPath);
    },
    async dismiss() {
      const all = [...users, ...leaving];
      for (const socket of all) {
        if (leaving.has(socket)) sendMessage(socket, { type: 'released' });
        socket.end();
      }
      const allClosed = Promise.all(
        all.map((socket) => new Promise((resolve) => socket.once('close', resolve))),
      );
      await Promise.race([allClosed, sleep(hangUpMs)]);
    },
  };
}

/** The folder for temporary files, or `/tmp` if that one's path is too long for a socket. */
function chooseSocketParent(): string {
  return Buffer.byteLength(tmpdir()) > longestSocketParentBytes ? '/tmp' : tmpdir();
}

const longestSocketParentBytes = 80;

/** How long a user process may take to hang up after the last message. */
const hangUpMs = 500;
