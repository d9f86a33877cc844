import { once } from 'node:events';
import { createServer, get, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { expect, onTestFinished, test } from 'vitest';
import { collectBody } from './collect-body.ts';

test('a body that comes in pieces is put together', async () => {
  const answer = await ask(async (response) => {
    response.write('<Report>');
    await new Promise((resolve) => response.write('ü'.repeat(100_000), resolve));
    response.end('</Report>');
  });
  expect(text(await collectBody(answer))).toBe(`<Report>${'ü'.repeat(100_000)}</Report>`);
});

test.each(['', '<one piece/>'])('a body of "%s" is taken as it is', async (body) => {
  const answer = await ask((response) => response.end(body));
  expect(text(await collectBody(answer))).toBe(body);
});

test('a connection that breaks in the middle of a body is a failure', async () => {
  const answer = await ask((response) => {
    response.writeHead(200, { 'content-length': 1000 });
    response.write('<Repo', () => response.destroy());
  });
  await expect(collectBody(answer)).rejects.toMatchObject({ code: 'ECONNRESET' });
});

test('what is no stream of Node.js is read as the SDK reads it', async () => {
  const body = Readable.toWeb(Readable.from([Buffer.from('<web/>')]));
  expect(text(await collectBody(body as ReadableStream))).toBe('<web/>');
});

/** Gets an answer over a connection of its own. */
async function ask(respond: (response: ServerResponse) => unknown): Promise<IncomingMessage> {
  const server = createServer((_, response) => void respond(response)).listen(0, '127.0.0.1');
  onTestFinished(() => void server.close());
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const request = get({ host: '127.0.0.1', port, agent: false });
  const [answer] = (await once(request, 'response')) as [IncomingMessage];
  return answer;
}

function text(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}
