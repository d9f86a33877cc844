import { CredsweepError } from '@credsweep/core';
import { access, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { configurationFileName } from '../configuration/load-configuration.ts';
import { chooseDefaults, type InitAnswers } from '../init/init-answers.ts';
import { readInitFlags, type InitFlags } from '../init/read-init-flags.ts';
import { listVariables, writeConfiguration } from '../init/write-configuration.ts';
import { tellNextSteps } from '../init/tell-next-steps.ts';
import type { Terminal } from '../terminal.ts';
import { runDoctorCommand } from './doctor.ts';

/**
 * Writes the configuration file of the working folder, by questions on the terminal, by flags and by defaults; then
 * checks what a scan stands on. Gives the exit code.
 *
 * @throws CredsweepError `config_exists`, `terminal_missing`, `usage_invalid` or `policy_invalid`
 */
export async function runInitCommand(terminal: Terminal, flags: InitFlags): Promise<number> {
  const { yes = false, force = false, skipDoctor = false, ...answerFlags } = flags;
  const path = join(terminal.workingFolder, configurationFileName);
  if (!force && (await exists(path))) throw configExists();
  const given = await readInitFlags(terminal, answerFlags);
  const answers = yes
    ? { ...chooseDefaults(terminal.environment), ...given }
    : await askPerson(terminal, given);
  if (answers === null) {
    terminal.stderr.write('\nNothing was written.\n');
    return 130;
  }
  await writeWhole(path, writeConfiguration(answers), force);
  terminal.stdout.write(`${configurationFileName} is written.\n`);
  const missing = listVariables(answers).filter(
    ({ name }) => (terminal.environment[name] ?? '') === '',
  );
  // Without the address of a server the doctor would look at another one.
  const isServerUnknown = missing.some(({ name }) => serverVariables.has(name));
  const isDoctorSkipped = skipDoctor || isServerUnknown;
  const exitCode = isDoctorSkipped
    ? 0
    : await runDoctorCommand(terminal, { format: 'table', account: [] });
  tellNextSteps(terminal, answers, { missing, isDoctorSkipped, exitCode });
  return exitCode;
}

/** Null: a person has pressed Ctrl-C. */
async function askPerson(
  terminal: Terminal,
  given: Partial<InitAnswers>,
): Promise<InitAnswers | null> {
  if (terminal.stdin.isTTY !== true || terminal.stderr.isTTY !== true) throw terminalMissing();
  const { askQuestions } = await import('../init/ask-questions.ts');
  try {
    return await askQuestions(terminal, given, chooseDefaults(terminal.environment));
  } catch (error) {
    if (error instanceof Error && error.name === 'ExitPromptError') return null;
    throw error;
  }
}

/** Writes all of a file or nothing of it; one that has come meanwhile stays. */
async function writeWhole(path: string, text: string, mayReplace: boolean): Promise<void> {
  const draft = `${path}.${process.pid}`;
  try {
    if (mayReplace) {
      await writeFile(draft, text, { flag: 'wx' });
      await rename(draft, path);
    } else await writeFile(path, text, { flag: 'wx' });
  } catch (error) {
    await rm(draft, { force: true });
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') throw configExists();
    throw new CredsweepError(
      'usage_invalid',
      `${configurationFileName} cannot be written: ${(error as Error).message}. Run it in a folder that you may write.`,
      { cause: error },
    );
  }
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

function configExists(): CredsweepError {
  return new CredsweepError(
    'config_exists',
    `There is a ${configurationFileName} in this folder already, and it was left as it is. Edit it, or write it anew with --force.`,
  );
}

function terminalMissing(): CredsweepError {
  return new CredsweepError(
    'terminal_missing',
    '"credsweep init" asks questions, and there is no terminal to ask them on. ' +
      'Take the defaults with --yes; flags answer single questions ("credsweep init --help").',
  );
}

const serverVariables: ReadonlySet<string> = new Set(['DATABASE_URL', 'REDIS_URL']);
