/** A stream that text is written to; `isTTY` where a person looks at it. */
export type TextStream = NodeJS.WritableStream & {
  readonly isTTY?: boolean;
  readonly columns?: number;
};

/** Everything that a command gets from the process that it runs in. */
export type Terminal = {
  /** Arguments after the program's name. */
  readonly argv: readonly string[];
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly workingFolder: string;
  /** Answers of a person, where it is a terminal. */
  readonly stdin: NodeJS.ReadableStream & { readonly isTTY?: boolean };
  /** Results, and nothing else. */
  readonly stdout: TextStream;
  /** Progress, notices and errors. */
  readonly stderr: TextStream;
  /** Calls the listener at Ctrl-C or SIGTERM; the returned function ends that. */
  readonly onSignal: (listener: (signal: 'SIGINT' | 'SIGTERM') => void) => () => void;
  /** Ends the process at once, whatever is still going on in it. */
  readonly exit: (exitCode: number) => never;
};

/** Whether a stream wants colours: a terminal does, unless `NO_COLOR` is set. */
export function wantsColor(terminal: Terminal, stream: TextStream): boolean {
  return stream.isTTY === true && (terminal.environment['NO_COLOR'] ?? '') === '';
}

/** Writes pieces of text as fast as the reader takes them; ends quietly when the reader has gone (`| head`). */
export async function writePieces(
  stream: TextStream,
  pieces: AsyncIterable<string>,
): Promise<void> {
  const closed = new Promise<void>((resolve) =>
    stream.once('close', resolve).once('error', () => resolve()),
  );
  let isClosed = false;
  void closed.then(() => (isClosed = true));
  for await (const piece of pieces) {
    if (isClosed) return;
    if (!stream.write(piece))
      await Promise.race([new Promise<void>((resolve) => stream.once('drain', resolve)), closed]);
  }
}
