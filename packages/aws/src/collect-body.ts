import { Readable } from 'node:stream';
import { streamCollector } from '@smithy/node-http-handler';

/**
 * Reads the whole body of an answer, for the SDK to parse.
 *
 * The SDK's own pipes each body through a stream of its own, which takes a tenth of the CPU time of a call; what is no
 * stream of Node.js is left to it.
 *
 * @throws whatever broke the connection off
 */
export function collectBody(body: Body): Promise<Uint8Array> {
  if (!(body instanceof Readable)) return streamCollector(body);
  const { promise, resolve, reject } = Promise.withResolvers<Uint8Array>();
  const pieces: Uint8Array[] = [];
  body.on('data', (piece: Uint8Array) => void pieces.push(piece));
  body.on('error', reject);
  body.on('end', () => resolve(joinPieces(pieces)));
  return promise;
}

type Body = Parameters<typeof streamCollector>[0];

/** A body of one piece, as nearly all are, is not copied. */
function joinPieces(pieces: readonly Uint8Array[]): Uint8Array {
  const [only, ...others] = pieces;
  return only !== undefined && others.length === 0 ? only : Buffer.concat(pieces);
}
