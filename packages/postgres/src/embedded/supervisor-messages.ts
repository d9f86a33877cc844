import type { Socket } from 'node:net';
import type { EmbeddedPostgresErrorCode } from './embedded-postgres-error.ts';

/** What the supervisor tells a user process, one JSON object a line. */
export type SupervisorMessage =
  | { readonly type: 'progress'; readonly message: string }
  | {
      readonly type: 'ready';
      readonly url: string;
      readonly version: string;
      readonly supervisorPid: number;
    }
  | { readonly type: 'failed'; readonly code: EmbeddedPostgresErrorCode; readonly message: string }
  /** The server is being stopped on purpose: do not start it again. */
  | { readonly type: 'stopping' }
  /** The answer to `release`: others still use the server, or it has stopped. */
  | { readonly type: 'released' };

/** What a user process tells the supervisor: that it needs the server no more. A crash says the same by closing. */
export type UserMessage = { readonly type: 'release' };

/** Writes one message to a peer that may already be gone. */
export function sendMessage(socket: Socket, message: SupervisorMessage | UserMessage): void {
  if (socket.writable) socket.write(`${JSON.stringify(message)}\n`);
}

/** Calls `onMessage` for every message of the peer. Both ends are files of this package, so its shape is trusted. */
export function receiveMessages<Message extends SupervisorMessage | UserMessage>(
  socket: Socket,
  onMessage: (message: Message) => void,
): void {
  let unfinished = '';
  socket.setEncoding('utf8');
  socket.on('data', (chunk: string) => {
    const lines = (unfinished + chunk).split('\n');
    unfinished = lines.pop() ?? '';
    for (const line of lines) onMessage(JSON.parse(line) as Message);
  });
}
