import type { AlertChannel, AlertChannelSettings } from '@credsweep/core';
import { channelInvalid } from '../channel-failures.ts';
import type { ChannelOptions } from '../channel-options.ts';
import { renderSnsMessage } from './render-sns-message.ts';
import { translateSnsError } from './translate-sns-error.ts';

/**
 * Opens an SNS topic; the caller needs `sns:Publish` on it. A FIFO topic leaves out a message that it has had in the
 * last five minutes; others are told the id in `data.messageId` and in an attribute.
 */
export function openSnsChannel(
  name: string,
  { topicArn, timeoutSeconds }: Extract<AlertChannelSettings, { type: 'sns' }>,
  { sns = {} }: ChannelOptions,
): AlertChannel {
  const timeoutMs = timeoutSeconds * 1000;
  const region = readRegion(name, topicArn);
  // Loaded for the first message: most processes send none.
  const openTopic = async () => {
    const { PublishCommand, SNSClient } = await import('@aws-sdk/client-sns');
    const client = new SNSClient({
      region,
      // Retrying is up to the sender, who knows what was accepted.
      maxAttempts: 1,
      requestHandler: { connectionTimeout: timeoutMs, requestTimeout: timeoutMs },
      ...sns,
    });
    return { client, PublishCommand };
  };
  let topic: ReturnType<typeof openTopic> | undefined;
  return {
    name,
    deliver: async (message, signal) => {
      const place = { name, type: 'sns', where: topicArn, kind: message.kind } as const;
      const within = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]);
      const { subject, body, messageStructure, attributes } = renderSnsMessage(
        message,
        topicArn.endsWith('.fifo'),
      );
      try {
        topic ??= openTopic();
        const { client, PublishCommand } = await topic;
        await client.send(
          new PublishCommand({
            TopicArn: topicArn,
            Subject: subject,
            Message: body,
            MessageAttributes: attributes,
            ...(messageStructure === null
              ? {
                  MessageGroupId: message.organizationId,
                  MessageDeduplicationId: message.messageId,
                }
              : { MessageStructure: messageStructure }),
          }),
          { abortSignal: within },
        );
      } catch (error) {
        throw translateSnsError(place, error, { signal, timedOut: within.aborted, timeoutMs });
      }
    },
    close: () => void topic?.then(({ client }) => client.destroy()),
  };
}

/** The region of a topic is in its ARN; that of the caller may be another, and so may the partition. */
function readRegion(name: string, topicArn: string): string {
  const region = topicArn.split(':')[3] ?? '';
  if (region === '') throw channelInvalid(name, 'its topicArn has no region');
  return region;
}
