import { createServer, type AddressInfo } from 'node:net';
import PostalMime from 'postal-mime';
import type { SMTPServerOptions } from 'smtp-server';
import { describe, expect, test } from 'vitest';
import { openAlertChannel } from '../open-alert-channel.ts';
import { smtpAnswer, startMailReceiver } from '../testing/mail-receiver.ts';
import {
  hostileNames,
  largeMessage,
  sampleFinding,
  sampleMessage,
} from '../testing/sample-message.ts';

const never = new AbortController().signal;
const password = 'p@ss:w0rd/of-mail';

describe('a mail', () => {
  test('arrives with HTML and text, and headers that mail systems know', async () => {
    await using receiver = await startMailReceiver();
    await openMail(receiver.port).deliver(sampleMessage(), never);
    expect(receiver.mails).toHaveLength(1);
    const [received] = receiver.mails;
    expect(received?.recipients).toEqual(['security@example.com', 'audit@example.com']);
    const mail = await PostalMime.parse(received?.raw ?? '');
    expect(mail).toMatchObject({
      subject:
        '[credsweep] 5 new high-risk access keys in 5 accounts (1 critical, 2 high, 1 medium, 1 low)',
      from: { name: 'credsweep', address: 'alerts@example.com' },
      messageId: `<${sampleMessage().messageId}@example.com>`,
      date: '2026-11-22T03:04:05.000Z',
    });
    expect(Object.fromEntries(mail.headers.map(({ key, value }) => [key, value]))).toMatchObject({
      'auto-submitted': 'auto-generated',
      'list-id': expect.stringContaining('<alerts.credsweep.example.com>'),
    });
    for (const body of [mail.text, mail.html]) {
      expect(body).toContain('payments-prod (123456789012)');
      expect(body).toContain('aws iam create-access-key --user-name deploy-bot');
    }
    expect(mail.html).toContain(
      'href="https://credsweep.example.com/reports/42?tab=keys&#38;new=1"',
    );
  });

  test('has the same Message-ID and date at every attempt', async () => {
    await using receiver = await startMailReceiver();
    const channel = openMail(receiver.port);
    await channel.deliver(sampleMessage(), never);
    await channel.deliver(sampleMessage(), never);
    const [first, second] = await Promise.all(
      receiver.mails.map(async ({ raw }) => await PostalMime.parse(raw)),
    );
    expect(second?.messageId).toBe(first?.messageId);
    expect(second?.date).toBe(first?.date);
  });

  test('of 10,000 findings is one that Gmail shows whole', async () => {
    await using receiver = await startMailReceiver();
    await openMail(receiver.port).deliver(largeMessage(10_000), never);
    const { html, subject } = await PostalMime.parse(receiver.mails[0]?.raw ?? '');
    expect(subject).toContain('10,000 new high-risk access keys');
    expect(Buffer.byteLength(html ?? '')).toBeLessThan(102_000);
    expect(html).toMatch(/and 9,9\d\d more/);
  });

  test.each(hostileNames)('has the name %j as text, in no header and no tag', async (name) => {
    await using receiver = await startMailReceiver();
    const finding = sampleFinding({ accountName: name, userName: name, owner: name });
    await openMail(receiver.port).deliver(
      sampleMessage({ findings: [finding], organizationId: name }),
      never,
    );
    const { html, headers } = await PostalMime.parse(receiver.mails[0]?.raw ?? '');
    expect(html).not.toMatch(/<(script|img)|<https|<!channel/i);
    expect(headers.map(({ key }) => key)).not.toContain('bcc');
    expect(receiver.mails[0]?.recipients).toHaveLength(2);
  });

  test('is sent with the login of the address', async () => {
    const logins: unknown[] = [];
    await using receiver = await startMailReceiver({
      authOptional: false,
      allowInsecureAuth: true,
      onAuth: (auth, _, done) => {
        logins.push(auth.username, auth.password);
        done(null, { user: 'alerts' });
      },
    });
    await openMail(receiver.port, { login: true }).deliver(sampleMessage(), never);
    expect(logins).toEqual(['alerts', password]);
    expect(receiver.mails).toHaveLength(1);
  });
});

describe('a mail server that refuses', () => {
  test.each<{
    readonly title: string;
    readonly options: SMTPServerOptions;
    readonly code: string;
    readonly says: string;
  }>([
    {
      title: 'a recipient for good',
      options: { onRcptTo: (_, __, done) => done(smtpAnswer(550, 'No such mailbox')) },
      code: 'alert_channel_refused',
      says: 'No such mailbox',
    },
    {
      title: 'a sender for good',
      options: { onMailFrom: (_, __, done) => done(smtpAnswer(553, 'Not your domain')) },
      code: 'alert_channel_refused',
      says: 'Not your domain',
    },
    {
      title: 'a mail for its content',
      options: {
        onData: (stream, _, done) => {
          stream.resume();
          stream.on('end', () => done(smtpAnswer(554, 'Looks like spam')));
        },
      },
      code: 'alert_channel_refused',
      says: 'Looks like spam',
    },
    {
      title: 'a mail for now, by greylisting',
      options: { onRcptTo: (_, __, done) => done(smtpAnswer(451, 'Greylisted, come back')) },
      code: 'alert_channel_busy',
      says: 'Greylisted, come back',
    },
    {
      title: 'a mail for now, by a failure of its own',
      options: { onMailFrom: (_, __, done) => done(smtpAnswer(451, 'Local error')) },
      code: 'alert_channel_unreachable',
      says: 'Local error',
    },
    {
      title: 'a connection for now',
      options: { onConnect: (_, done) => done(smtpAnswer(421, 'Too many connections')) },
      code: 'alert_channel_busy',
      says: 'Too many connections',
    },
  ])('$title is $code', async ({ options, code, says }) => {
    await using receiver = await startMailReceiver(options);
    await expect(openMail(receiver.port).deliver(sampleMessage(), never)).rejects.toMatchObject({
      code,
      message: expect.stringContaining(says),
    });
    expect(receiver.mails).toHaveLength(0);
  });

  test('one of two recipients has delivered to the other, and says so', async () => {
    await using receiver = await startMailReceiver({
      onRcptTo: ({ address }, _, done) =>
        done(address.startsWith('audit') ? smtpAnswer(550, 'No such mailbox') : undefined),
    });
    await expect(openMail(receiver.port).deliver(sampleMessage(), never)).rejects.toMatchObject({
      code: 'alert_channel_refused',
      message: expect.stringContaining('1 of 2 recipients are not accepted, the others have it'),
    });
    expect(receiver.mails.map(({ recipients }) => recipients)).toEqual([['security@example.com']]);
  });

  test('a login does not show the password, even when the server repeats it', async () => {
    await using receiver = await startMailReceiver({
      allowInsecureAuth: true,
      onAuth: (auth, _, done) => {
        const encoded = Buffer.from(`\0alerts\0${auth.password}`).toString('base64');
        done(smtpAnswer(535, `Bad login alerts/${auth.password} ${encoded}`));
      },
    });
    const failure = await failureOf(receiver.port, { login: true });
    expect(failure).toMatchObject({ code: 'alert_channel_refused' });
    expect(failure.message).toContain('Bad login alerts/[redacted] [redacted]');
    expect(failure.message).toContain('wrong user or password');
    expect(failure.message).not.toContain(password);
  });

  test('to know of logins does not get the mail without one', async () => {
    await using receiver = await startMailReceiver({ disabledCommands: ['AUTH'] });
    const failure = await failureOf(receiver.port, { login: true });
    expect(failure).toMatchObject({ code: 'alert_channel_refused' });
    expect(receiver.mails).toHaveLength(0);
  });
});

describe('TLS', () => {
  test('with a certificate that nobody signed is not trusted, by STARTTLS', async () => {
    await using receiver = await startMailReceiver({ hideSTARTTLS: false });
    const failure = await failureOf(receiver.port, { login: true });
    expect(failure).toMatchObject({ code: 'alert_channel_unreachable' });
    expect(failure.message).toContain('its TLS certificate is not trusted here');
    expect(receiver.mails).toHaveLength(0);
  });

  test('with a certificate that nobody signed is not trusted, by smtps', async () => {
    await using receiver = await startMailReceiver({ secure: true });
    const failure = await failureOf(receiver.port, { protocol: 'smtps' });
    expect(failure.message).toContain('its TLS certificate is not trusted here');
  });

  test('is not left out for another machine, even if that has none', async () => {
    await using receiver = await startMailReceiver({ disabledCommands: ['STARTTLS'] });
    // Leads to this machine, and is not one of its loopback addresses.
    const failure = await failureOf(receiver.port, { host: '0.0.0.0' });
    expect(failure).toMatchObject({ code: 'alert_channel_refused' });
    expect(failure.message).toContain('has no STARTTLS');
    expect(receiver.mails).toHaveLength(0);
  });
});

describe('a mail server that cannot be reached', () => {
  test('because nothing listens there', async () => {
    expect(await failureOf(9)).toMatchObject({
      code: 'alert_channel_unreachable',
      message: expect.stringContaining('nothing listens at this host and port'),
    });
  });

  test('because its name is not known', async () => {
    expect(await failureOf(25, { host: 'no-such-host.invalid' })).toMatchObject({
      code: 'alert_channel_unreachable',
      message: expect.stringContaining('cannot be resolved'),
    });
  });

  test('because it never says hello', async () => {
    const silent = createServer();
    await new Promise<void>((resolve) => {
      silent.listen(0, '127.0.0.1', resolve);
    });
    const { port } = silent.address() as AddressInfo;
    const failure = await failureOf(port, { timeoutSeconds: 0.3 });
    silent.close();
    expect(failure).toMatchObject({ code: 'alert_channel_unreachable' });
    expect(failure.message).toContain('did not answer within 0.3 seconds');
  });

  test('because the program stops', async () => {
    const controller = new AbortController();
    await using receiver = await startMailReceiver({
      onMailFrom: () => controller.abort(),
    });
    await expect(
      openMail(receiver.port).deliver(sampleMessage(), controller.signal),
    ).rejects.toThrow('the program was stopped');
  });
});

type MailAddress = {
  readonly protocol?: 'smtp' | 'smtps';
  readonly host?: string;
  readonly login?: boolean;
  readonly timeoutSeconds?: number;
};

function openMail(port: number, address: MailAddress = {}) {
  const { protocol = 'smtp', host = '127.0.0.1', login = false, timeoutSeconds = 5 } = address;
  const user = login ? `alerts:${encodeURIComponent(password)}@` : '';
  return openAlertChannel('mail', {
    type: 'email',
    url: `${protocol}://${user}${host}:${port}`,
    from: 'credsweep <alerts@example.com>',
    to: ['security@example.com', 'Audit <audit@example.com>'],
    timeoutSeconds,
  });
}

async function failureOf(port: number, address: MailAddress = {}): Promise<Error> {
  const thrown: unknown = await openMail(port, address)
    .deliver(sampleMessage(), never)
    .catch((error: unknown) => error);
  if (!(thrown instanceof Error)) throw new Error('The mail was accepted.');
  return thrown;
}
