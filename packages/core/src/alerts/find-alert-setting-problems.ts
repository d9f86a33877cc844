import { didYouMean } from '../did-you-mean.ts';
import { findMailServerProblem, findWebAddressProblem } from './channel-address.ts';

/** What is wrong with a setting of the section `alerts`. */
export type AlertSettingProblem = {
  readonly path: readonly PropertyKey[];
  readonly message: string;
};

/**
 * Finds what no single setting of `alerts` shows: channels that routes name and that there are not, and addresses that
 * nothing may be sent to. Takes anything, and says nothing of what is wrong by itself.
 */
export function findAlertSettingProblems(settings: unknown): readonly AlertSettingProblem[] {
  const { channels, routes, allowInsecure } = readGroup(settings);
  return [
    ...findUnknownChannels(readList(routes), Object.keys(readGroup(channels))),
    ...findBadAddresses(readGroup(channels), allowInsecure === true),
  ];
}

function findUnknownChannels(
  routes: readonly unknown[],
  known: readonly string[],
): readonly AlertSettingProblem[] {
  return routes.flatMap((route, index) =>
    readList(readGroup(route)['channels']).flatMap((name, at) =>
      typeof name !== 'string' || known.includes(name)
        ? []
        : [
            {
              path: ['routes', index, 'channels', at],
              message: `there is no channel ${JSON.stringify(name)}${didYouMean(name, known)}`,
            },
          ],
    ),
  );
}

function findBadAddresses(
  channels: Readonly<Record<string, unknown>>,
  allowInsecure: boolean,
): readonly AlertSettingProblem[] {
  return Object.entries(channels).flatMap(([name, channel]) => {
    const { type, url } = readGroup(channel);
    if (typeof url !== 'string' || URL.parse(url) === null) return [];
    const isMail = type === 'email' && /^smtps?:/.test(url);
    const isWeb = webChannels.has(String(type)) && /^https?:/.test(url);
    const message = isMail
      ? findMailServerProblem(url)
      : isWeb
        ? findWebAddressProblem(url, allowInsecure)
        : null;
    return message === null ? [] : [{ path: ['channels', name, 'url'], message }];
  });
}

function readGroup(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}

function readList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

const webChannels: ReadonlySet<string> = new Set(['slack', 'webhook', 'teams']);
