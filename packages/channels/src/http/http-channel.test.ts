import type { ServerResponse } from 'node:http';
import { createServer, type AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';
import { describe, expect, test } from 'vitest';
import { openAlertChannel } from '../open-alert-channel.ts';
import { secretPath, startHttpReceiver } from '../testing/http-receiver.ts';
import { largeMessage, sampleMessage } from '../testing/sample-message.ts';

const never = new AbortController().signal;
const now = new Date('2026-11-22T03:05:00Z');

describe('a channel over HTTP', () => {
  test('posts JSON and takes a 2xx as accepted', async () => {
    await using receiver = await startHttpReceiver();
    await openSlack(receiver.url).deliver(sampleMessage(), never);
    expect(receiver.requests).toHaveLength(1);
    const [request] = receiver.requests;
    expect(request).toMatchObject({ method: 'POST', path: secretPath });
    expect(request?.headers).toMatchObject({
      'content-type': 'application/json; charset=utf-8',
      'user-agent': 'credsweep',
    });
    expect(JSON.parse(request?.body ?? '')).toHaveProperty('blocks');
  });

  test('delivers a card to a workflow of Teams', async () => {
    await using receiver = await startHttpReceiver((response) => response.writeHead(202).end());
    const settings = { type: 'teams', url: receiver.url, timeoutSeconds: 5 } as const;
    await openAlertChannel('team', settings).deliver(largeMessage(10_000), never);
    const body = receiver.requests[0]?.body ?? '';
    expect(Buffer.byteLength(body)).toBeLessThan(28_000);
    expect(JSON.parse(body).attachments[0].content.type).toBe('AdaptiveCard');
  });

  test('takes a message as accepted when the receiver hangs up after the 200', async () => {
    await using receiver = await startHttpReceiver((response) => {
      response.writeHead(200, { 'content-length': '1000' });
      response.write('ok');
      setImmediate(() => response.destroy());
    });
    await openSlack(receiver.url).deliver(sampleMessage(), never);
    expect(receiver.requests).toHaveLength(1);
  });
});

describe('a failed post', () => {
  test.each([
    { status: 400, code: 'alert_channel_refused', says: 'HTTP 400 "invalid_blocks"' },
    { status: 401, code: 'alert_channel_refused', says: 'wrong or expired secret' },
    { status: 403, code: 'alert_channel_refused', says: 'HTTP 403 "invalid_blocks"' },
    { status: 404, code: 'alert_channel_refused', says: 'the webhook was removed' },
    { status: 410, code: 'alert_channel_refused', says: 'removed or archived' },
    { status: 413, code: 'alert_channel_refused', says: 'smaller messages' },
    { status: 408, code: 'alert_channel_unreachable', says: 'HTTP 408' },
    { status: 429, code: 'alert_channel_busy', says: 'HTTP 429' },
    { status: 500, code: 'alert_channel_unreachable', says: 'HTTP 500 "invalid_blocks"' },
    { status: 503, code: 'alert_channel_unreachable', says: 'HTTP 503' },
  ])('with $status is $code', async ({ status, code, says }) => {
    await using receiver = await startHttpReceiver((response) => {
      response.writeHead(status).end('invalid_blocks');
    });
    await expect(openSlack(receiver.url).deliver(sampleMessage(), never)).rejects.toMatchObject({
      code,
      message: expect.stringContaining(says),
      details: { status },
    });
    expect(receiver.requests).toHaveLength(1);
  });

  test.each([
    ['30', 30_000],
    ['Sun, 22 Nov 2026 03:06:00 GMT', 60_000],
  ])('with 429 says when to come back: %s', async (retryAfter, retryAfterMs) => {
    await using receiver = await startHttpReceiver((response) => {
      response.writeHead(429, { 'retry-after': retryAfter }).end('rate_limited');
    });
    await expect(openSlack(receiver.url).deliver(sampleMessage(), never)).rejects.toMatchObject({
      code: 'alert_channel_busy',
      retryable: true,
      details: { status: 429, retryAfterMs },
      message: expect.stringContaining(`in ${retryAfterMs / 1000} seconds`),
    });
  });

  test('with 503 and Retry-After says when to come back', async () => {
    await using receiver = await startHttpReceiver((response) => {
      response.writeHead(503, { 'retry-after': '5' }).end();
    });
    await expect(openSlack(receiver.url).deliver(sampleMessage(), never)).rejects.toMatchObject({
      code: 'alert_channel_unreachable',
      details: { status: 503, retryAfterMs: 5000 },
    });
  });

  test('of a test promises nothing of a message that is not kept', async () => {
    await using receiver = await startHttpReceiver((response) => response.writeHead(404).end());
    const failure = openSlack(receiver.url).deliver(sampleMessage({ kind: 'test' }), never);
    await expect(failure).rejects.toThrow(/Mend the channel and try again\.$/);
    await expect(failure).rejects.not.toThrow('alerts retry');
  });

  test('does not follow a redirect, which could lead the secret away', async () => {
    await using elsewhere = await startHttpReceiver();
    await using receiver = await startHttpReceiver((response) => {
      response.writeHead(307, { location: elsewhere.url }).end();
    });
    await expect(openSlack(receiver.url).deliver(sampleMessage(), never)).rejects.toMatchObject({
      code: 'alert_channel_refused',
      message: expect.stringContaining('redirect'),
    });
    expect(elsewhere.requests).toHaveLength(0);
  });

  test('shows 200 characters of an endless answer and reads no more of it', async () => {
    await using receiver = await startHttpReceiver(answerEndlessly);
    const message = await failureOf(receiver.url);
    expect(message).toMatch(/HTTP 500 "(lorem )+/);
    expect(message.length).toBeLessThan(700);
  });

  test('shows no secret that the receiver repeats', async () => {
    await using receiver = await startHttpReceiver((response, { path }) => {
      response
        .writeHead(404, { 'content-type': 'text/html' })
        .end(
          `<html><head><title>x</title></head><b>No such hook:</b> ${path}, ${path.split('/').at(-1)}`,
        );
    });
    const message = await failureOf(receiver.url);
    expect(message).toContain('"No such hook: [redacted], [redacted]"');
    expect(message).not.toContain('s3cr3t');
    expect(message).not.toContain('/services');
  });

  test('has no control characters of the answer', async () => {
    await using receiver = await startHttpReceiver((response) => {
      response.writeHead(500).end('bad\u001b[31m\u0007 \u202eanswer');
    });
    expect(await failureOf(receiver.url)).not.toMatch(/\p{Cc}|\p{Cf}/u);
  });
});

describe('a receiver that cannot be reached', () => {
  test('because nothing listens there', async () => {
    const receiver = await startHttpReceiver();
    await receiver[Symbol.asyncDispose]();
    await expect(openSlack(receiver.url).deliver(sampleMessage(), never)).rejects.toMatchObject({
      code: 'alert_channel_unreachable',
      retryable: true,
      message: expect.stringContaining('nothing listens at this host and port (ECONNREFUSED)'),
      details: { code: 'ECONNREFUSED' },
    });
  });

  test('because its name is not known', async () => {
    await expect(
      openSlack('https://no-such-host.invalid/x').deliver(sampleMessage(), never),
    ).rejects.toMatchObject({
      code: 'alert_channel_unreachable',
      message: expect.stringMatching(/no-such-host\.invalid.*cannot be resolved/),
    });
  });

  test('because it does not answer in time', async () => {
    await using receiver = await startHttpReceiver(() => undefined);
    await expect(
      openSlack(receiver.url, 0.2).deliver(sampleMessage(), never),
    ).rejects.toMatchObject({
      code: 'alert_channel_unreachable',
      message: expect.stringContaining('did not answer within 0.2 seconds'),
    });
  });

  test('because it hangs up before it answers', async () => {
    await using receiver = await startHttpReceiver((response) => response.destroy());
    await expect(openSlack(receiver.url).deliver(sampleMessage(), never)).rejects.toMatchObject({
      code: 'alert_channel_unreachable',
      message: expect.stringContaining('the connection was cut'),
    });
  });

  test('though it hangs up in the middle of a failure', async () => {
    await using receiver = await startHttpReceiver((response) => {
      response.writeHead(500, { 'content-length': '1000' });
      response.write('half an ans');
      setTimeout(() => response.destroy(), 20);
    });
    expect(await failureOf(receiver.url)).toContain('HTTP 500');
  });

  test('because it does not speak HTTP', async () => {
    const server = createServer((socket) => socket.end('220 mail.example.com ESMTP\r\n'));
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve);
    });
    const { port } = server.address() as AddressInfo;
    const message = await failureOf(`http://127.0.0.1:${port}/`);
    server.close();
    expect(message).toContain('it does not answer in HTTP');
  });

  test('because its certificate is not trusted', async () => {
    // Its own certificate, signed by nobody; the handshake fails before a word of SMTP.
    const server = new SMTPServer({ secure: true, logger: false });
    server.on('error', () => undefined);
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve);
    });
    const { port } = server.server.address() as AddressInfo;
    const message = await failureOf(`https://localhost:${port}/`);
    server.close();
    expect(message).toMatch(/its TLS certificate is not trusted here/);
  });

  test('because the program stops', async () => {
    const controller = new AbortController();
    await using receiver = await startHttpReceiver(() => controller.abort());
    await expect(
      openSlack(receiver.url).deliver(sampleMessage(), controller.signal),
    ).rejects.toMatchObject({
      code: 'alert_channel_unreachable',
      message: expect.stringContaining('the program was stopped'),
    });
  });
});

function openSlack(url: string, timeoutSeconds = 5) {
  const settings = { type: 'slack', url, timeoutSeconds } as const;
  return openAlertChannel('security', settings, { now: () => now });
}

async function failureOf(url: string): Promise<string> {
  const thrown: unknown = await openSlack(url)
    .deliver(sampleMessage(), never)
    .catch((error: unknown) => error);
  if (!(thrown instanceof Error)) throw new Error('The message was accepted.');
  return thrown.message;
}

function answerEndlessly(response: ServerResponse): void {
  response.writeHead(500);
  const write = (): void => {
    while (!response.destroyed && response.write('lorem '.repeat(10_000)));
  };
  response.on('drain', write);
  write();
}
