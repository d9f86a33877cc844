import { parseYaml, policyPresets, webSettingsSchema } from '@credsweep/core';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { configurationFileSchema } from '../configuration/configuration-schema.ts';
import { resolveVariables } from '../configuration/resolve-variables.ts';
import { channelSettings } from './channel-settings.ts';
import { chooseDefaults, type InitAnswers } from './init-answers.ts';
import { listVariables, writeConfiguration } from './write-configuration.ts';

const variables = {
  SLACK_WEBHOOK_URL: 'https://hooks.slack.example/T0/B0',
  TEAMS_WEBHOOK_URL: 'https://x.logic.azure.example/workflows/1',
  ALERT_WEBHOOK_URL: 'https://siem.example.com/in',
  ALERT_WEBHOOK_SECRET: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
  ALERT_SMTP_URL: 'smtps://user:password@mail.example.com:465',
  ALERT_MAIL_FROM: 'credsweep@example.com',
  ALERT_MAIL_TO: 'security@example.com',
  ALERT_TOPIC_ARN: 'arn:aws:sns:eu-west-1:123456789012:credsweep',
  CREDSWEEP_TOKEN_DANA: 'c0ffee00c0ffee00c0ffee00',
};

const read = (yaml: string, environment: Readonly<Record<string, string>> = variables) =>
  parseYaml(yaml, configurationFileSchema, (values) =>
    resolveVariables(values, environment, ['alerts', 'web']),
  );

const defaultAnswers = chooseDefaults({});
const channelTypes = ['none', ...Object.keys(channelSettings)] as InitAnswers['alertChannel'][];
const days = fc.option(fc.integer({ min: 0, max: 36_500 }));
const tag = fc.option(
  fc.stringMatching(/^[\w .:/=+@#"'-]{1,40}$/).filter((key) => key.trim() === key),
);
const anyAnswers: fc.Arbitrary<InitAnswers> = fc.record({
  database: fc.constantFrom('embedded', 'postgres'),
  queue: fc.constantFrom('postgres', 'redis'),
  roleName: fc.stringMatching(/^[\w+=,.@/-]{1,64}$/),
  externalId: fc.option(fc.stringMatching(/^[\w+=,.@:/-]{2,100}$/)),
  policy: fc.constantFrom(...Object.keys(policyPresets), './house rules.yaml', '123'),
  staleAfterDays: days,
  keyRotationDays: days,
  alertChannel: fc.constantFrom(...channelTypes),
  owners: fc.record({ userTag: tag, accountTag: tag, map: tag }),
});

describe('the file that init writes', () => {
  test('says what was answered, whatever that is, and nothing else', () => {
    fc.assert(
      fc.property(anyAnswers, (answers) => {
        const parsed = read(writeConfiguration(answers));
        if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
        const { roleName, externalId, policy, staleAfterDays, keyRotationDays, owners } = answers;
        const chosen = Object.fromEntries(
          Object.entries({ externalId, staleAfterDays, keyRotationDays }).filter(
            ([, value]) => value !== null,
          ),
        );
        const ownSettings = Object.entries(owners).filter(([, value]) => value !== null);
        const { alerts, ...others } = parsed.value;
        expect(others).toEqual({
          roleName,
          policy,
          ...chosen,
          ...(ownSettings.length === 0 ? {} : { owners: Object.fromEntries(ownSettings) }),
        });
        expect(alerts?.channels['security']?.type).toBe(
          answers.alertChannel === 'none' ? undefined : answers.alertChannel,
        );
      }),
    );
  });

  test.each(channelTypes)(
    'for %s wants the variables that are told, and shows no secret',
    (type) => {
      const answers = { ...defaultAnswers, alertChannel: type };
      const yaml = writeConfiguration(answers);
      for (const value of Object.values(variables)) expect(yaml).not.toContain(value);
      const parsed = read(yaml, {});
      const wanted = parsed.ok
        ? []
        : parsed.problems.map(({ message }) => message.split(' ').at(-4));
      expect(new Set(wanted)).toEqual(new Set(listVariables(answers).map(({ name }) => name)));
    },
  );

  test('tells the variables of the servers, too, which are those of the environment by default', () => {
    const answers = chooseDefaults({ DATABASE_URL: 'postgresql://x', REDIS_URL: 'redis://x' });
    expect(answers).toMatchObject({ database: 'postgres', queue: 'redis' });
    expect(listVariables(answers).map(({ name }) => name)).toEqual(['DATABASE_URL', 'REDIS_URL']);
  });

  test.each(channelTypes)(
    'has an example of every setting there is, which can be used (%s)',
    (type) => {
      const yaml = writeConfiguration({ ...defaultAnswers, alertChannel: type });
      // An example is behind a "#"; what is said about it is behind "# ".
      const used = yaml.replaceAll(/^#(?=\w| {2})/gm, '');
      const parsed = read(used);
      if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
      expect(Object.keys(parsed.value).toSorted()).toEqual(
        Object.keys(configurationFileSchema.shape).toSorted(),
      );
      expect(Object.keys(parsed.value.web ?? {}).toSorted()).toEqual(
        Object.keys(webSettingsSchema.shape).toSorted(),
      );
      expect(Object.keys(parsed.value.owners ?? {})).toHaveLength(3);
    },
  );
});
