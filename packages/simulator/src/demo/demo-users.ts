import { deriveCredentialId } from '../world/credential-ids.ts';
import { createUser } from '../world/edit-users.ts';
import type { SeededRandom } from '../world/seeded-random.ts';
import type {
  SimulatedAccessKey,
  SimulatedKeyUse,
  SimulatedUser,
} from '../world/simulated-user.ts';

/** What users are made from. */
export type DemoUserSource = {
  readonly accountId: string;
  readonly team: string;
  readonly now: Date;
  readonly random: SeededRandom;
};

/** A person: signs in often, seldom, no longer or never; about half have an access key. */
export function makePerson(source: DemoUserSource, name: string): SimulatedUser {
  const { random, now } = source;
  const ageDays = random.integer(20, 2_300);
  const passwordEnabled = random.chance(0.88);
  const loginDays = drawDaysSinceLogin(random);
  const keyCount = random.chance(0.5) ? 0 : random.chance(0.85) ? 1 : 2;
  return createUser({
    name,
    createdAt: timeBefore(now, ageDays, random),
    passwordEnabled,
    mfaActive: passwordEnabled && random.chance(0.82),
    ...(loginDays === undefined
      ? {}
      : { passwordLastUsedAt: timeBefore(now, Math.min(loginDays, ageDays - 1), random) }),
    keys: makeKeys(source, name, keyCount, ageDays),
    tags: random.chance(0.6) ? { team: source.team } : {},
  });
}

/** A program: no password, one or two keys, used every day, long ago or never. */
export function makeProgram(source: DemoUserSource, name: string): SimulatedUser {
  const { random, now, team } = source;
  const ageDays = random.integer(40, 2_600);
  return createUser({
    name,
    path: random.chance(0.4) ? '/service/' : '/',
    createdAt: timeBefore(now, ageDays, random),
    keys: makeKeys(source, name, random.chance(0.78) ? 1 : 2, ageDays),
    tags: random.chance(0.5) ? { team, 'managed-by': 'terraform' } : {},
  });
}

/** An access key that is `ageDays` old; used, long unused, never used or inactive. */
export function makeKey(
  { accountId, random, now }: DemoUserSource,
  userName: string,
  ageDays: number,
): SimulatedAccessKey {
  const createdAt = timeBefore(now, ageDays, random);
  const lastUsed = drawKeyUse(random, now, ageDays);
  return {
    id: deriveCredentialId('AKIA', accountId, userName, createdAt.toISOString()),
    createdAt,
    status: random.chance(0.14) ? 'Inactive' : 'Active',
    ...(lastUsed === undefined ? {} : { lastUsed }),
  };
}

/** A time that many whole days ago, and up to 23 hours more. */
export function timeBefore(now: Date, days: number, random: SeededRandom): Date {
  return new Date(now.getTime() - days * dayMs - random.integer(60, 82_800) * 1_000);
}

function makeKeys(
  source: DemoUserSource,
  userName: string,
  count: number,
  userAgeDays: number,
): SimulatedAccessKey[] {
  return Array.from({ length: count }, () => {
    const { random } = source;
    const ageDays = random.chance(0.3)
      ? random.integer(1, 90)
      : random.chance(0.5)
        ? random.integer(91, 365)
        : random.integer(366, 2_200);
    return makeKey(source, userName, Math.min(ageDays, userAgeDays - 1));
  });
}

function drawDaysSinceLogin(random: SeededRandom): number | undefined {
  if (random.chance(0.54)) return random.integer(0, 14);
  if (random.chance(0.35)) return random.integer(15, 58);
  if (random.chance(0.65)) return random.integer(61, 900);
  return undefined;
}

function drawKeyUse(
  random: SeededRandom,
  now: Date,
  keyAgeDays: number,
): SimulatedKeyUse | undefined {
  if (random.chance(0.1)) return undefined;
  const days = random.chance(0.72) ? random.integer(0, 3) : random.integer(20, 700);
  const at = timeBefore(now, Math.min(days, keyAgeDays - 1), random);
  const service = random.pick(services);
  return service === 's3' ? { at, service } : { at, service, region: random.pick(regions) };
}

const dayMs = 86_400_000;
const services = ['s3', 'ec2', 'sts', 'lambda', 'ecr', 'ses', 'dynamodb', 'cloudwatch'] as const;
const regions = ['eu-north-1', 'eu-north-1', 'eu-west-1', 'us-east-1'] as const;
