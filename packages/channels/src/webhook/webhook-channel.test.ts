import { Webhook, WebhookVerificationError } from 'standardwebhooks';
import { describe, expect, test } from 'vitest';
import type { AlertEvent } from '../alert-event.ts';
import { openAlertChannel } from '../open-alert-channel.ts';
import { startHttpReceiver, type ReceivedRequest } from '../testing/http-receiver.ts';
import { hostileNames, sampleFinding, sampleMessage } from '../testing/sample-message.ts';

const never = new AbortController().signal;
const secret = `whsec_${Buffer.from('a secret of thirty-two bytes ...').toString('base64')}`;

describe('a signed webhook', () => {
  test('is verified by the public library', async () => {
    await using receiver = await startHttpReceiver();
    const message = sampleMessage();
    await openWebhook(receiver.url).deliver(message, never);
    const event = verify(receiver.requests[0], secret);
    expect(event).toMatchObject({
      type: 'credsweep.new_high_risk_keys',
      timestamp: '2026-11-22T03:04:05.000Z',
      data: {
        messageId: message.messageId,
        organizationId: 'o-abcdef1234',
        scanId: 42,
        counts: { findings: 5, accounts: 5 },
        omittedFindings: 0,
      },
    });
    expect(event.data.findings[1]).toMatchObject({
      accountId: '123456789012',
      accountName: 'payments-prod',
      accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
      severity: 'high',
      reasonText: 'Last rotated over 365 days ago',
      fix: { kind: 'rotate', command: 'aws iam create-access-key --user-name deploy-bot' },
    });
  });

  test('has the id of the message at every attempt, and the time of the attempt', async () => {
    let accept = false;
    await using receiver = await startHttpReceiver((response) => {
      response.writeHead(accept ? 204 : 503).end();
    });
    const times = ['2026-11-22T03:05:00Z', '2026-11-22T03:09:00Z'].map((time) => new Date(time));
    const settings = { ...webhook, url: receiver.url };
    const channel = openAlertChannel('siem', settings, {
      now: () => times[receiver.requests.length] ?? new Date(0),
    });
    await expect(channel.deliver(sampleMessage(), never)).rejects.toMatchObject({
      code: 'alert_channel_unreachable',
    });
    accept = true;
    await channel.deliver(sampleMessage(), never);
    const [first, second] = receiver.requests;
    expect(first?.headers['webhook-id']).toBe(sampleMessage().messageId);
    expect(second?.headers['webhook-id']).toBe(first?.headers['webhook-id']);
    expect(second?.body).toBe(first?.body);
    expect(Number(second?.headers['webhook-timestamp'])).toBe(
      Number(first?.headers['webhook-timestamp']) + 240,
    );
  });

  test('is not verified with another secret, or when its body was changed', async () => {
    await using receiver = await startHttpReceiver();
    await openWebhook(receiver.url).deliver(sampleMessage(), never);
    const [request] = receiver.requests;
    const other = `whsec_${Buffer.from('another secret of 24 bytes').toString('base64')}`;
    expect(() => verify(request, other)).toThrow(WebhookVerificationError);
    const changed = request && { ...request, body: request.body.replace('high', 'low') };
    expect(() => verify(changed, secret)).toThrow(WebhookVerificationError);
  });

  test('has the names of a message unchanged', async () => {
    await using receiver = await startHttpReceiver();
    const names = hostileNames.filter((name) => name.isWellFormed());
    const findings = names.map((name) => sampleFinding({ accountName: name, userName: name }));
    await openWebhook(receiver.url).deliver(sampleMessage({ findings }), never);
    const event = verify(receiver.requests[0], secret);
    expect(event.data.findings.map(({ accountName }) => accountName)).toEqual(names);
  });

  test.each([
    ['baseline', 'credsweep.baseline'],
    ['digest', 'credsweep.digest'],
    ['test', 'credsweep.test'],
  ] as const)('of the kind %s has the type %s', async (kind, type) => {
    await using receiver = await startHttpReceiver();
    await openWebhook(receiver.url).deliver(sampleMessage({ kind }), never);
    expect(verify(receiver.requests[0], secret).type).toBe(type);
  });

  test('of OCSF is an array with an event for each finding, signed too', async () => {
    await using receiver = await startHttpReceiver();
    await openWebhook(receiver.url, { format: 'ocsf' }).deliver(sampleMessage(), never);
    const events = verify(receiver.requests[0], secret);
    expect(events).toHaveLength(5);
    expect(events).toMatchObject([
      { class_uid: 2008, severity: 'Critical' },
      { class_uid: 2008, user: { name: 'deploy-bot' } },
      {},
      {},
      { user: { name: '=1+2@corp' } },
    ]);
  });

  test('sends more headers, which cannot replace the signature', async () => {
    await using receiver = await startHttpReceiver();
    const headers = { Authorization: 'Bearer t0ken-of-siem', 'Webhook-Id': 'forged' };
    await openWebhook(receiver.url, { headers }).deliver(sampleMessage(), never);
    expect(receiver.requests[0]?.headers.authorization).toBe('Bearer t0ken-of-siem');
    expect(receiver.requests[0]?.headers['webhook-id']).toBe(sampleMessage().messageId);
  });

  test('shows neither its secret nor its headers when a receiver repeats them', async () => {
    await using receiver = await startHttpReceiver((response, { headers }) => {
      response.writeHead(401).end(`bad ${headers.authorization} ${secret} ${secret.slice(6)}`);
    });
    const headers = { Authorization: 'Bearer t0ken-of-siem' };
    const failure = openWebhook(receiver.url, { headers }).deliver(sampleMessage(), never);
    await expect(failure).rejects.toThrow('HTTP 401 "bad [redacted] [redacted] [redacted]"');
  });
});

const webhook = {
  type: 'webhook',
  secret,
  format: 'credsweep',
  headers: {},
  timeoutSeconds: 5,
} as const;

function openWebhook(
  url: string,
  changes: { readonly format?: 'ocsf'; readonly headers?: Record<string, string> } = {},
) {
  return openAlertChannel('siem', { ...webhook, url, ...changes });
}

function verify(request: ReceivedRequest | undefined, key: string): AlertEvent {
  if (request === undefined) throw new Error('The receiver got nothing.');
  return new Webhook(key).verify(
    request.body,
    request.headers as Record<string, string>,
  ) as AlertEvent;
}
