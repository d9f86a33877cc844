import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { EmbeddedPostgresError } from './embedded-postgres-error.ts';
import { receiveMessages, sendMessage, type SupervisorMessage } from './supervisor-messages.ts';

/** What a supervisor says when its server accepts connections. */
type ReadyMessage = Extract<SupervisorMessage, { type: 'ready' }>;

/** The connection by which this process counts as a user of the server. */
export type SupervisorConnection = {
  readonly ready: ReadyMessage;
  /** Resolves when the supervisor hangs up: true if it was killed, false if the server was stopped on purpose. */
  readonly lost: Promise<boolean>;
  /** Gives up the server; resolves when others still use it or it has stopped, after 25 seconds at most. */
  release(): Promise<void>;
};

/**
 * Joins the users of a server and waits until it is ready. Gives null if nobody answers or the supervisor ends first;
 * throws what the supervisor says if the server cannot be had.
 */
export async function joinSupervisor(
  socketPath: string,
  onProgress: (message: string) => void,
): Promise<SupervisorConnection | null> {
  const socket = await openSocket(socketPath);
  if (socket === null) return null;
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
  let isExpected = false;
  const ready = await new Promise<ReadyMessage | EmbeddedPostgresError | null>((resolve) => {
    receiveMessages<SupervisorMessage>(socket, (message) => {
      if (message.type === 'progress') onProgress(message.message);
      else if (message.type === 'ready') resolve(message);
      else if (message.type === 'failed')
        resolve(new EmbeddedPostgresError(message.code, message.message));
      else isExpected = true;
    });
    void closed.then(() => resolve(null));
  });
  if (ready === null || ready instanceof Error) {
    socket.destroy();
    if (ready === null) return null;
    throw ready;
  }
  // A process that forgets to release the server must be able to end; its end releases it.
  socket.unref();
  return {
    ready,
    lost: closed.then(() => !isExpected),
    async release() {
      isExpected = true;
      socket.ref();
      sendMessage(socket, { type: 'release' });
      await Promise.race([closed, sleep(releaseMs, undefined, { ref: false })]);
      socket.destroy();
    },
  };
}

async function openSocket(path: string): Promise<Socket | null> {
  const socket = connect(path);
  const opened = await new Promise<boolean>((resolve) => {
    socket.once('connect', () => resolve(true));
    socket.once('error', () => resolve(false));
  });
  if (!opened) return null;
  socket.on('error', () => undefined);
  return socket;
}

const releaseMs = 25_000;
