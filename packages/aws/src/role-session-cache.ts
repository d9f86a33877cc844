import type { RoleSession } from './assume-account-role.ts';
import { createSharedWork } from './share-work.ts';

/** Sessions in accounts, kept until shortly before they expire. */
export interface RoleSessionCache {
  /** Gives the session under a key, opening it at most once however many ask at the same time. */
  get(
    key: string,
    open: (signal: AbortSignal) => Promise<RoleSession>,
    signal: AbortSignal,
  ): Promise<RoleSession>;
  /** Forgets a session that AWS no longer accepts, unless another one has taken its place. */
  drop(key: string, session: RoleSession): void;
  clear(): void;
}

/** Gives an empty cache; `now` is the clock in milliseconds that sessions expire by. */
export function createRoleSessionCache(now: () => number): RoleSessionCache {
  const sessions = new Map<string, RoleSession>();
  const opening = createSharedWork<RoleSession>();

  return {
    async get(key, open, signal) {
      const known = sessions.get(key);
      if (known !== undefined && isUsable(known)) return known;
      return opening.join(key, async (sharedSignal) => keep(key, await open(sharedSignal)), signal);
    },
    drop(key, session) {
      if (sessions.get(key) === session) sessions.delete(key);
    },
    clear: () => sessions.clear(),
  };

  /** Every session lives equally long and goes to the end of the map, so those to forget stand at its front. */
  function keep(key: string, session: RoleSession): RoleSession {
    sessions.delete(key);
    sessions.set(key, session);
    for (const [oldKey, old] of sessions) {
      if (isUsable(old)) break;
      sessions.delete(oldKey);
    }
    return session;
  }

  function isUsable(session: RoleSession): boolean {
    return now() < session.expiresAtMs - renewBeforeExpiryMs;
  }
}

const renewBeforeExpiryMs = 2 * 60_000;
