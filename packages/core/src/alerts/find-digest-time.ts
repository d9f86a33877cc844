import type { AlertDigest } from './alert-settings.ts';

/**
 * Gives the next moment after `now` at which a digest is sent: its time of day in its time zone.
 *
 * A time of day that the clock leaps over is sent as much later; of one that comes twice, the first is taken.
 */
export function findDigestTime({ at, timeZone }: AlertDigest, now: Date): Date {
  const [hours = 0, minutes = 0] = at.split(':').map(Number);
  const local = readLocalTime(now, timeZone);
  for (let days = 0; ; days += 1) {
    const wanted = Date.UTC(local.year, local.month - 1, local.day + days, hours, minutes);
    const moment = findMoment(wanted, timeZone);
    if (moment > now.getTime()) return new Date(moment);
  }
}

/** The moment at which clocks of the zone show a time; `wanted` is that time as if it were in UTC. */
function findMoment(wanted: number, timeZone: string): number {
  const candidates = [wanted - dayMs, wanted + dayMs]
    .map((moment) => wanted - measureOffset(moment, timeZone))
    .toSorted((left, right) => left - right);
  const shown = candidates.find((moment) => moment + measureOffset(moment, timeZone) === wanted);
  return shown ?? candidates.at(-1) ?? wanted;
}

/** How far clocks of the zone are ahead of UTC, in milliseconds. */
function measureOffset(moment: number, timeZone: string): number {
  const { year, month, day, hour, minute, second } = readLocalTime(new Date(moment), timeZone);
  return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(moment / 1000) * 1000;
}

type LocalTime = Readonly<Record<'year' | 'month' | 'day' | 'hour' | 'minute' | 'second', number>>;

function readLocalTime(moment: Date, timeZone: string): LocalTime {
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone,
    calendar: 'gregory',
    numberingSystem: 'latn',
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  }).formatToParts(moment);
  const read = (type: string): number => Number(parts.find((part) => part.type === type)?.value);
  return {
    year: read('year'),
    month: read('month'),
    day: read('day'),
    hour: read('hour'),
    minute: read('minute'),
    second: read('second'),
  };
}

const dayMs = 86_400_000;
