import { alertSettingsSchema, type AlertChannelSettings } from '@credsweep/core';
import { describe, expect, test } from 'vitest';
import { openAlertChannel, openAlertChannels } from './open-alert-channel.ts';

const secret = `whsec_${Buffer.from('a secret of 24 bytes ...').toString('base64')}`;

describe('channels', () => {
  test('of every type open by the settings of a configuration', () => {
    const { channels } = alertSettingsSchema.parse({
      channels: {
        chat: { type: 'slack', url: 'https://hooks.slack.com/services/T0/B0/x' },
        siem: { type: 'webhook', url: 'https://siem.example.com/hook', secret },
        ocsf: { type: 'webhook', url: 'https://siem.example.com/hook', secret, format: 'ocsf' },
        mail: {
          type: 'email',
          url: 'smtp://mail.example.com:587',
          from: 'a@example.com',
          to: ['b@example.com'],
        },
        topic: { type: 'sns', topicArn: 'arn:aws:sns:eu-west-1:123456789012:alerts.fifo' },
        team: { type: 'teams', url: 'https://prod-1.westeurope.logic.azure.com/workflows/x' },
        file: { type: 'json-lines', path: 'alerts.ndjson' },
        local: { type: 'slack', url: 'http://localhost:8080/hook' },
      },
    });
    const opened = openAlertChannels(channels);
    expect([...opened.keys()]).toEqual(Object.keys(channels));
    for (const [name, channel] of opened) {
      expect(channel.name).toBe(name);
      channel.close();
    }
  });

  test('tell every problem of the settings at once', () => {
    const url = 'http://hooks.example.com/s3cr3t-path';
    const open = (): unknown =>
      openAlertChannels({
        one: { type: 'slack', url, timeoutSeconds: 5 },
        two: { type: 'teams', url, timeoutSeconds: 5 },
      });
    expect(open).toThrow(/"one".*\n.*"two"/);
    expect(open).not.toThrow(/s3cr3t/);
  });
});

describe('a channel is not opened', () => {
  test.each<{
    readonly title: string;
    readonly settings: AlertChannelSettings;
    readonly says: string;
  }>([
    {
      title: 'on plain http to another machine',
      settings: { type: 'slack', url: 'http://hooks.example.com/s3cr3t', timeoutSeconds: 5 },
      says: 'http:// is for receivers on this machine',
    },
    {
      title: 'on an address that is none',
      settings: { type: 'teams', url: 's3cr3t', timeoutSeconds: 5 },
      says: 'not a web address',
    },
    {
      title: 'with a login in its web address',
      settings: { type: 'teams', url: 'https://me:s3cr3t@x.example/', timeoutSeconds: 5 },
      says: 'header Authorization',
    },
    {
      title: 'with a secret that is not base64',
      settings: { ...webhook(), secret: 'whsec_s3cr3t!' },
      says: 'openssl rand -base64 32',
    },
    {
      title: 'with a header that HTTP does not allow',
      settings: { ...webhook(), headers: { Authorization: 's3cr3t\u20ac' } },
      says: 'header Authorization',
    },
    {
      title: 'with a mail server that is none',
      settings: { ...mail(), url: 'https://s3cr3t.example' },
      says: 'not a mail server',
    },
    {
      title: 'with a password that is not encoded',
      settings: { ...mail(), url: 'smtps://me:s3cr3t/x@mail.example.com' },
      says: 'percent-encode',
    },
    {
      title: 'with parameters of a mail server',
      settings: { ...mail(), url: 'smtps://mail.example.com/?tls.rejectUnauthorized=s3cr3t' },
      says: 'percent-encode',
    },
    {
      title: 'with a password that is encoded wrongly',
      settings: { ...mail(), url: 'smtps://me:s3cr3t%zz@mail.example.com' },
      says: 'percent-encode',
    },
  ])('$title', ({ settings, says }) => {
    const open = (): unknown => openAlertChannel('chat', settings);
    expect(open).toThrow(expect.objectContaining({ code: 'config_invalid' }));
    expect(open).toThrow('The channel "chat" of alerts.channels cannot be used');
    expect(open).toThrow(says);
    expect(open).not.toThrow(/s3cr3t/);
  });

  test('unless plain http is allowed', () => {
    const settings = { type: 'slack', url: 'http://receiver:8080/', timeoutSeconds: 5 } as const;
    expect(openAlertChannel('chat', settings, { allowInsecure: true }).name).toBe('chat');
  });
});

function webhook(): Extract<AlertChannelSettings, { type: 'webhook' }> {
  const url = 'https://siem.example.com/';
  return { type: 'webhook', url, secret, format: 'credsweep', headers: {}, timeoutSeconds: 5 };
}

function mail(): Extract<AlertChannelSettings, { type: 'email' }> {
  const [from, url] = ['a@example.com', 'smtps://mail.example.com'];
  return { type: 'email', url, from, to: ['b@example.com'], timeoutSeconds: 5 };
}
