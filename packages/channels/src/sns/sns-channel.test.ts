import { describe, expect, test } from 'vitest';
import { openAlertChannel } from '../open-alert-channel.ts';
import { startHttpReceiver } from '../testing/http-receiver.ts';
import { largeMessage, sampleMessage } from '../testing/sample-message.ts';
import { startSnsReceiver } from '../testing/sns-receiver.ts';

const never = new AbortController().signal;
const topic = 'arn:aws:sns:eu-west-1:123456789012:key-alerts';

describe('a topic of SNS', () => {
  test('gets a subject, attributes, JSON for programs and text for people', async () => {
    await using receiver = await startSnsReceiver();
    await openTopic(receiver.endpoint).deliver(sampleMessage(), never);
    const call = readCall(receiver.calls[0]);
    expect(call).toMatchObject({
      Action: 'Publish',
      TopicArn: topic,
      Subject:
        'credsweep: 5 new high-risk access keys in 5 accounts (1 critical, 2 high, 1 medium, 1 low)',
      MessageStructure: 'json',
    });
    const bodies = JSON.parse(call['Message'] ?? '');
    expect(JSON.parse(bodies.default)).toMatchObject({
      type: 'credsweep.new_high_risk_keys',
      data: { messageId: sampleMessage().messageId, counts: { findings: 5 } },
    });
    expect(bodies.email).toContain('HIGH: deploy-bot in payments-prod (123456789012)');
    expect(bodies.sms.length).toBeLessThanOrEqual(140);
    expect(readAttributes(call)).toEqual({
      messageId: sampleMessage().messageId,
      kind: 'new_findings',
      organization: 'o-abcdef1234',
      severity: 'critical',
      findings: '5',
    });
    expect(call).not.toHaveProperty('MessageGroupId');
  });

  test('of FIFO leaves out, by the id, what it has, and gets JSON alone', async () => {
    await using receiver = await startSnsReceiver();
    await openTopic(receiver.endpoint, `${topic}.fifo`).deliver(sampleMessage(), never);
    const call = readCall(receiver.calls[0]);
    expect(call).toMatchObject({
      MessageGroupId: 'o-abcdef1234',
      MessageDeduplicationId: sampleMessage().messageId,
    });
    expect(call).not.toHaveProperty('MessageStructure');
    expect(JSON.parse(call['Message'] ?? '').data.scanId).toBe(42);
  });

  test.each([
    ['arn:aws-us-gov:sns:us-gov-west-1:123456789012:key-alerts', 'us-gov-west-1'],
    ['arn:aws-cn:sns:cn-north-1:123456789012:key-alerts', 'cn-north-1'],
  ])('is called in its own region: %s', async (arn, region) => {
    await using receiver = await startSnsReceiver();
    await openTopic(receiver.endpoint, arn).deliver(sampleMessage(), never);
    expect(receiver.signatures[0]).toContain(`/${region}/sns/aws4_request`);
  });

  test('gets 10,000 findings within 256 kB', async () => {
    await using receiver = await startSnsReceiver();
    await openTopic(receiver.endpoint).deliver(largeMessage(10_000), never);
    const message = readCall(receiver.calls[0])['Message'] ?? '';
    expect(Buffer.byteLength(message)).toBeLessThan(256_000);
    const { data } = JSON.parse(JSON.parse(message).default);
    expect(data.counts.findings).toBe(10_000);
    expect(data.omittedFindings).toBe(10_000 - data.findings.length);
  });

  test.each([
    {
      code: 'AuthorizationError',
      status: 403,
      means: 'alert_channel_refused',
      says: 'sns:Publish',
    },
    { code: 'NotFound', status: 404, means: 'alert_channel_refused', says: 'topic was deleted' },
    { code: 'InvalidParameter', status: 400, means: 'alert_channel_refused', says: 'no such' },
    { code: 'KMSAccessDenied', status: 400, means: 'alert_channel_refused', says: 'kms:' },
    {
      code: 'InvalidClientTokenId',
      status: 403,
      means: 'alert_channel_refused',
      says: 'wrong AWS credentials',
    },
    { code: 'ExpiredToken', status: 403, means: 'alert_channel_refused', says: 'have expired' },
    { code: 'Throttled', status: 429, means: 'alert_channel_busy', says: 'Throttled' },
    { code: 'Throttling', status: 400, means: 'alert_channel_busy', says: 'Throttling' },
    { code: 'KMSThrottling', status: 400, means: 'alert_channel_busy', says: 'KMSThrottling' },
    { code: 'InternalError', status: 500, means: 'alert_channel_unreachable', says: 'Internal' },
    { code: 'ServiceUnavailable', status: 503, means: 'alert_channel_unreachable', says: '' },
  ])('that answers $code is $means', async ({ code, status, means, says }) => {
    await using receiver = await startSnsReceiver({ code, status, message: 'No, thank you.' });
    await expect(
      openTopic(receiver.endpoint).deliver(sampleMessage(), never),
    ).rejects.toMatchObject({ code: means, message: expect.stringContaining(says) });
    expect(receiver.calls).toHaveLength(1);
  });

  test('shows no long run of a signature that AWS repeats', async () => {
    await using receiver = await startSnsReceiver({
      code: 'SignatureDoesNotMatch',
      status: 403,
      message: `The canonical string was ${'Ab1/'.repeat(60)} end`,
    });
    await expect(openTopic(receiver.endpoint).deliver(sampleMessage(), never)).rejects.toThrow(
      'The canonical string was [cut] end',
    );
  });

  test('that is not there is unreachable', async () => {
    await expect(
      openTopic('http://127.0.0.1:9').deliver(sampleMessage(), never),
    ).rejects.toMatchObject({
      code: 'alert_channel_unreachable',
      message: expect.stringContaining('ECONNREFUSED'),
    });
  });

  test('that does not answer in time is unreachable', async () => {
    await using receiver = await startHttpReceiver(() => undefined);
    await expect(
      openTopic(receiver.origin, topic, 0.3).deliver(sampleMessage(), never),
    ).rejects.toMatchObject({
      code: 'alert_channel_unreachable',
      message: expect.stringContaining('did not answer within 0.3 seconds'),
    });
  });

  test('is left when the program stops', async () => {
    const controller = new AbortController();
    await using receiver = await startHttpReceiver(() => controller.abort());
    await expect(
      openTopic(receiver.origin).deliver(sampleMessage(), controller.signal),
    ).rejects.toThrow('the program was stopped');
  });
});

function openTopic(endpoint: string, topicArn = topic, timeoutSeconds = 5) {
  return openAlertChannel(
    'queue',
    { type: 'sns', topicArn, timeoutSeconds },
    { sns: { endpoint, credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret' } } },
  );
}

function readCall(call: URLSearchParams | undefined): Readonly<Record<string, string>> {
  return Object.fromEntries(call ?? []);
}

/** The message attributes of a call, which the protocol numbers. */
function readAttributes(call: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(call).flatMap(([parameter, name]) => {
      const entry = /^(MessageAttributes\.entry\.\d+)\.Name$/.exec(parameter)?.[1];
      return entry === undefined ? [] : [[name, call[`${entry}.Value.StringValue`] ?? '']];
    }),
  );
}
