import { applyFlags } from '../configuration/load-configuration.ts';
import { loadPolicy } from '../configuration/load-policy.ts';
import type { Terminal } from '../terminal.ts';
import type { InitAnswers } from './init-answers.ts';

/** Flags of `credsweep init`, as they stand on the command line. */
export type InitFlags = AnswerFlags & {
  readonly yes?: true;
  readonly force?: true;
  readonly skipDoctor?: true;
};

/** Flags that answer a question. */
export type AnswerFlags = {
  readonly database?: InitAnswers['database'];
  readonly queue?: InitAnswers['queue'];
  readonly alertChannel?: InitAnswers['alertChannel'];
  readonly roleName?: string;
  readonly externalId?: string;
  readonly policy?: string;
  readonly staleAfterDays?: string;
  readonly keyRotationDays?: string;
  readonly ownerTag?: string;
  readonly ownerAccountTag?: string;
  readonly ownerMap?: string;
};

/**
 * Checks what flags say as a scan would, and gives it as answers.
 *
 * @throws CredsweepError `usage_invalid` or `policy_invalid`
 */
export async function readInitFlags(
  { workingFolder }: Terminal,
  flags: AnswerFlags,
): Promise<Partial<InitAnswers>> {
  const { database, queue, alertChannel, ...settings } = flags;
  const { ownerTag, ownerAccountTag, ownerMap, roleName, externalId, policy } = settings;
  const configuration = applyFlags(settings, {});
  await loadPolicy(configuration, workingFolder);
  const answers = {
    database,
    queue,
    roleName,
    externalId,
    policy,
    staleAfterDays: configuration.staleAfterDays,
    keyRotationDays: configuration.keyRotationDays,
    alertChannel,
    owners:
      (ownerTag ?? ownerAccountTag ?? ownerMap) === undefined
        ? undefined
        : { userTag: ownerTag ?? null, accountTag: ownerAccountTag ?? null, map: ownerMap ?? null },
  };
  return Object.fromEntries(Object.entries(answers).filter(([, value]) => value !== undefined));
}
