import { nameCalls } from '../name-calls.ts';
import type { Terminal } from '../terminal.ts';
import { channelName, type Variable } from './channel-settings.ts';
import type { InitAnswers } from './init-answers.ts';

/** Says what to do after `credsweep init`, command by command. */
export function tellNextSteps(
  terminal: Pick<Terminal, 'stdout' | 'environment'>,
  answers: InitAnswers,
  after: {
    /** Variables that the file names and that are not set. */
    readonly missing: readonly Variable[];
    readonly isDoctorSkipped: boolean;
    /** Of the doctor. */
    readonly exitCode: number;
  },
): void {
  const { missing, isDoctorSkipped, exitCode } = after;
  const { owners, alertChannel } = answers;
  const steps = [
    ...missing.map(({ name, example }) => `  export ${name}="${example}"`),
    ...(owners.map === null
      ? []
      : [
          `  # ${owners.map}: a CSV file with the header account_id,user_name,owner (docs/owners.md)`,
        ]),
    ...(isDoctorSkipped || exitCode !== 0 ? ['  credsweep doctor'] : []),
    ...(alertChannel === 'none' ? [] : [`  credsweep alerts test ${channelName}`]),
    '  credsweep scan',
  ];
  const heading =
    exitCode === 0 ? 'Next:' : 'The doctor found what a scan would fail with. Mend that, then:';
  terminal.stdout.write(nameCalls(`\n${heading}\n${steps.join('\n')}\n`, terminal));
}
