import { CredsweepError, webSettingsSchema, type WebSettings } from '@credsweep/core';
import { parseTokenList } from '@credsweep/web';
import type { Terminal } from '../terminal.ts';
import { loadConfiguration } from './load-configuration.ts';

/** Flags of `credsweep serve` that say what the section `web` of the configuration file can say, too. */
export type WebFlags = {
  readonly publicUrl?: string;
  readonly trustedProxy: readonly string[];
};

/**
 * Reads who may use the web service, and how it is reached: flags win over the section `web` of the configuration file;
 * the tokens of the environment are beside those of the file.
 *
 * @throws CredsweepError `config_invalid` or `usage_invalid`
 */
export async function readWebSettings(
  { workingFolder, environment }: Terminal,
  { publicUrl, trustedProxy }: WebFlags,
): Promise<WebSettings> {
  const { web } = await loadConfiguration(workingFolder, {}, environment, ['web']);
  const read = webSettingsSchema.safeParse({
    ...web,
    ...(publicUrl === undefined ? {} : { publicUrl }),
    ...(trustedProxy.length === 0 ? {} : { trustedProxies: trustedProxy }),
  });
  if (!read.success) {
    const problems = read.error.issues.map(({ path, message }) =>
      path[0] === 'publicUrl'
        ? `--public-url ${JSON.stringify(publicUrl)} ${message}`
        : `--trusted-proxy ${JSON.stringify(trustedProxy[Number(path[1])])} ${message}`,
    );
    throw new CredsweepError('usage_invalid', `${problems.join('. ')}.`);
  }
  const tokens = parseTokenList(environment['CREDSWEEP_WEB_TOKENS'] ?? '');
  return { ...read.data, tokens: [...read.data.tokens, ...tokens] };
}
