import { expect, test } from 'vitest';
import { listProblems, parseYaml, type ParsedYaml } from '../parse-yaml.ts';
import { alertSettingsSchema } from './alert-settings.ts';

test('the whole section is read, with what it leaves out filled in', () => {
  const read = parseYaml(
    `
reportUrl: https://credsweep.example.com/scans/{scanId}
channels:
  security:
    type: slack
    url: https://hooks.slack.example/services/x
  siem:
    type: webhook
    url: https://siem.example.com/in
    secret: whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw
    format: ocsf
    headers: { Authorization: Splunk token }
  mail:
    type: email
    url: smtps://user:password@mail.example.com
    from: Credsweep <credsweep@example.com>
    to: [team@example.com]
    digest: { at: "08:00", timeZone: Europe/Berlin }
  topic: { type: sns, topicArn: "arn:aws:sns:eu-west-1:123456789012:keys" }
  teams: { type: teams, url: https://example.logic.azure.example/workflows/1 }
  log: { type: json-lines, path: ./alerts.ndjson }
routes:
  - { channels: [security], minSeverity: high }
  - { channels: [mail], accounts: ["1111*"], ous: [ou-ab12-cdefghij], owners: [team-a], tags: { team: payments } }
`,
    alertSettingsSchema,
  );
  expect(read).toMatchObject({
    ok: true,
    value: {
      baseline: 'summary',
      allowInsecure: false,
      channels: {
        security: { type: 'slack', timeoutSeconds: 15 },
        siem: { format: 'ocsf', headers: { Authorization: 'Splunk token' } },
        mail: { digest: { at: '08:00', timeZone: 'Europe/Berlin' } },
      },
      routes: [{ minSeverity: 'high' }, { tags: { team: 'payments' } }],
    },
  });
});

test.each([
  [
    'channels: { x: { type: slak } }',
    /f.yaml:1:\d+: channels.x.type: is none of slack, webhook, .*Did you mean slack/,
  ],
  [
    'channels:\n  x: { type: slack, url: ftp://h }',
    /f.yaml:2:\d+: channels.x.url: is not a web address/,
  ],
  ['channels:\n  x: { type: slack }', /f.yaml:2:\d+: channels.x.url: /],
  [
    'channels:\n  x: { type: slack, url: https://h, secret: s }',
    /f.yaml:2:\d+: channels.x.secret: there is no such setting/,
  ],
  [
    'channels:\n  x:\n    type: webhook\n    url: https://h\n    secret: hunter2',
    /f.yaml:5:\d+: channels.x.secret: is not a signing secret/,
  ],
  [
    'channels:\n  x: { type: json-lines, path: "-", digest: { at: "8:00", timeZone: Mars/Base } }',
    /digest.at: is not a time of day.*digest.timeZone: is not a time zone/s,
  ],
  [
    'channels:\n  x: { type: email, url: "https://h", from: nobody, to: [] }',
    /url: is not a mail server.*from: is not a mail address.*to: /s,
  ],
  ['channels:\n  x: { type: sns, topicArn: keys }', /is not the ARN of an SNS topic/],
  ['channels: { "a b": { type: json-lines, path: "-" } }', /"a b"|a b/],
  [
    'routes:\n  - channels: [nobody]',
    /f.yaml:2:\d+: routes.0.channels.0: there is no channel "nobody"/,
  ],
  ['routes:\n  - channels: []\n    minSeverity: awful', /is none of critical, high, medium, low/],
  ['routes:\n  - { channels: [x], accounts: [111122223333] }', /put it in quotes/],
])('%j is refused with the line and the cause', (yaml, problem) => {
  const read = parseYaml(yaml, alertSettingsSchema);
  expect(describe(read)).toMatch(problem);
});

test('what no single setting shows is told together with all the rest', () => {
  const yaml = `
channels:
  security: { type: slack, url: http://hooks.example.com/x }
  siem: { type: webhook, url: https://user:password@siem.example.com, secret: hunter2 }
  mail: { type: email, url: "smtp://mail.example.com/?x=1", from: a@b, to: [c@d] }
  team: { type: teams }
routes:
  - { channels: [securty], minSeverity: hihg }
chanels: {}
`;
  expect(describe(parseYaml(yaml, alertSettingsSchema)).split('\n')).toEqual([
    expect.stringMatching(/f.yaml:3:33: channels.security.url: begins with http:/),
    expect.stringMatching(/f.yaml:4:31: channels.siem.url: has a user and password/),
    expect.stringMatching(/f.yaml:4:79: channels.siem.secret: is not a signing secret/),
    expect.stringMatching(/f.yaml:5:29: channels.mail.url: has more than user/),
    expect.stringMatching(/f.yaml:6:9: channels.team.url: is missing/),
    expect.stringMatching(/f.yaml:8:18: .*no channel "securty" \(Did you mean security\?\)/),
    expect.stringMatching(/f.yaml:8:41: .*minSeverity: is none of .*\(Did you mean high\?\)/),
    expect.stringMatching(/f.yaml:9:1: chanels: .*no such setting \(Did you mean channels\?\)/),
  ]);
});

test('plain http may be allowed', () => {
  const yaml = 'allowInsecure: true\nchannels: { x: { type: slack, url: http://receiver:8080/ } }';
  expect(parseYaml(yaml, alertSettingsSchema)).toMatchObject({ ok: true });
});

test('a problem does not show a secret', () => {
  const yaml =
    'channels:\n  x: { type: webhook, url: "hush://hush", secret: hush }\n' +
    '  y: { type: email, url: "hush:hush@h", from: a@b, to: [c@d] }';
  const read = parseYaml(yaml, alertSettingsSchema);
  expect(describe(read)).not.toContain('hush');
});

function describe(read: ParsedYaml<unknown>): string {
  return read.ok ? '' : listProblems('f.yaml', read.problems);
}
