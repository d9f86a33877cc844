import { CredsweepError, describeIssue, listProblems, parseYaml } from '@credsweep/core';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { resolveVariables, type SecretSection } from './resolve-variables.ts';
import {
  configurationFileSchema,
  configurationSchema,
  defaultConfiguration,
  type Configuration,
  type ConfigurationFile,
} from './configuration-schema.ts';
import { nameFlag, nestOwnerFlags } from './owner-flags.ts';
import type { Terminal } from '../terminal.ts';

/** The configuration file, in the working folder. */
export const configurationFileName = 'credsweep.config.yaml';

/**
 * Reads the settings: flags win over the configuration file, the file over defaults.
 *
 * @param flags values as given on the command line, by the names of the settings; undefined ones were not given
 * @param environment holds the secrets of the sections that are wanted; without it these are not read
 * @throws CredsweepError `config_invalid` or `usage_invalid`, with every problem at once
 */
export async function loadConfiguration(
  workingFolder: string,
  flags: Readonly<Record<string, unknown>>,
  environment?: Terminal['environment'],
  secretSections: readonly SecretSection[] = ['alerts'],
): Promise<Configuration> {
  return applyFlags(
    flags,
    await readConfigurationFile(
      workingFolder,
      environment ?? {},
      environment === undefined ? [] : secretSections,
    ),
  );
}

/**
 * Gives the settings of flags, over those of a configuration file and the defaults.
 *
 * @throws CredsweepError `usage_invalid`, with every problem at once
 */
export function applyFlags(
  flags: Readonly<Record<string, unknown>>,
  fromFile: ConfigurationFile,
): Configuration {
  const given = Object.fromEntries(
    Object.entries(flags).filter(
      ([, value]) => value !== undefined && !(Array.isArray(value) && value.length === 0),
    ),
  );
  const settings = nestOwnerFlags(given, fromFile);
  const read = configurationSchema.safeParse(
    { ...defaultConfiguration, ...fromFile, ...settings },
    { error: describeIssue },
  );
  if (read.success) return read.data;
  const problems = read.error.issues.map(
    (issue) =>
      `  ${toFlag(nameFlag(issue.path))} ${describeValue(settings, issue.path)}${issue.message}`,
  );
  throw new CredsweepError(
    'usage_invalid',
    `These settings cannot be used:\n${problems.join('\n')}\n"credsweep scan --help" lists them.`,
  );
}

async function readConfigurationFile(
  workingFolder: string,
  environment: Terminal['environment'],
  secretSections: readonly SecretSection[],
): Promise<ConfigurationFile> {
  const path = join(workingFolder, configurationFileName);
  const yaml = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw new CredsweepError(
      'config_invalid',
      `${configurationFileName} cannot be read: ${error.message}. Mend or remove it.`,
      { cause: error },
    );
  });
  if (yaml === null) return {};
  const parsed = parseYaml(yaml, configurationFileSchema, (values) =>
    resolveVariables(values, environment, secretSections),
  );
  if (parsed.ok) return parsed.value;
  throw new CredsweepError(
    'config_invalid',
    `${configurationFileName} cannot be used:\n${listProblems(configurationFileName, parsed.problems)}\nMend these places.`,
    { details: { problems: parsed.problems.length } },
  );
}

function toFlag(name: string): string {
  return `--${name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

function describeValue(
  given: Readonly<Record<string, unknown>>,
  path: readonly PropertyKey[],
): string {
  let value: unknown = given;
  for (const key of path) value = (value as Record<PropertyKey, unknown> | undefined)?.[key];
  return value === undefined ? '' : `${JSON.stringify(value)} `;
}
