import { CredsweepError, parseYaml } from '@credsweep/core';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import type { Terminal } from '../terminal.ts';
import { configurationFileName } from './load-configuration.ts';

/**
 * Reads the ARNs of the SNS topics that alerts go to; the secrets of other channels need not be at hand.
 *
 * @throws CredsweepError `config_invalid` where an ARN stands in a variable that is not set
 */
export async function loadAlertTopics({
  workingFolder,
  environment,
}: Pick<Terminal, 'workingFolder' | 'environment'>): Promise<readonly string[]> {
  const yaml = await readFile(join(workingFolder, configurationFileName), 'utf8').catch(() => '');
  const parsed = parseYaml(yaml, topicsSchema);
  if (!parsed.ok) return [];
  const topics = Object.entries(parsed.value?.alerts?.channels ?? {}).flatMap(
    ([name, { type, topicArn }]) => (type === 'sns' && topicArn ? [{ name, topicArn }] : []),
  );
  const resolve = ({ name, topicArn }: (typeof topics)[number]): string =>
    topicArn.replaceAll(/\$\{([A-Za-z_]\w*)\}/g, (_reference, variable: string) => {
      const value = environment[variable] ?? '';
      if (value !== '') return value;
      throw new CredsweepError(
        'config_invalid',
        `The topic of the alert channel ${name} is not known: the environment variable ${variable} is not set. Set it, so that the policy of the hub can name the topic.`,
      );
    });
  return [...new Set(topics.map(resolve))];
}

/** Other channels, and what else stands in the file, are not looked at. */
const topicsSchema = z
  .looseObject({
    alerts: z
      .looseObject({
        channels: z
          .record(
            z.string(),
            z.looseObject({ type: z.string().optional(), topicArn: z.string().optional() }),
          )
          .optional(),
      })
      .optional(),
  })
  .nullable();
