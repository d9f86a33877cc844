import type { AlertChannelType } from '@credsweep/core';

/** What `credsweep init` wants to know. */
export type InitAnswers = {
  readonly database: 'embedded' | 'postgres';
  readonly queue: 'postgres' | 'redis';
  readonly roleName: string;
  /** Null: the role asks for none. */
  readonly externalId: string | null;
  /** A preset, or the path of a policy file. */
  readonly policy: string;
  /** Null: that of the policy. */
  readonly staleAfterDays: number | null;
  /** Null: that of the policy. */
  readonly keyRotationDays: number | null;
  readonly alertChannel: AlertChannelType | 'none';
  readonly owners: {
    readonly userTag: string | null;
    readonly accountTag: string | null;
    readonly map: string | null;
  };
};

/** What holds without a question asked; servers that the environment names are meant. */
export function chooseDefaults(
  environment: Readonly<Record<string, string | undefined>>,
): InitAnswers {
  const isSet = (name: string): boolean => (environment[name] ?? '') !== '';
  return {
    database: isSet('DATABASE_URL') ? 'postgres' : 'embedded',
    queue: isSet('REDIS_URL') ? 'redis' : 'postgres',
    roleName: 'OrganizationAccountAccessRole',
    externalId: null,
    policy: 'default',
    staleAfterDays: null,
    keyRotationDays: null,
    alertChannel: 'none',
    owners: { userTag: null, accountTag: null, map: null },
  };
}
