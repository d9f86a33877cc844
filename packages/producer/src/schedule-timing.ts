import { CredsweepError } from '@credsweep/core';
import { CronExpressionParser } from 'cron-parser';

/** When a schedule is due. */
export type ScheduleTiming = {
  /** Five fields: minute, hour, day of month, month, day of week. */
  readonly cron: string;
  /** IANA name of the zone in which the expression is read. */
  readonly timeZone: string;
};

/**
 * Makes sure that a schedule is one that can be kept, and due at most every four hours.
 *
 * AWS keeps a credential report for four hours, so that a scan within that time would read the same report again.
 * Source: IAM API reference, GenerateCredentialReport. The time between two starts is measured without daylight
 * saving, so that "every 4 hours" may be three once a year.
 *
 * @throws CredsweepError `schedule_invalid`
 */
export function checkScheduleTiming({ cron, timeZone }: ScheduleTiming, now: Date): void {
  if (!isTimeZone(timeZone)) {
    throw invalid(
      `${JSON.stringify(timeZone)} is not a time zone. Give its IANA name, such as Europe/Berlin, America/New_York or UTC.`,
    );
  }
  if (!/^(?!.*\bH\b)[\w*,/?#-]+( [\w*,/?#-]+){4}$/i.test(cron)) {
    throw invalid(
      `${JSON.stringify(cron)} is not a cron expression. It has five fields, separated by one space each: ` +
        'minute, hour, day of month, month, day of week. "0 3 * * *" is every night at three.',
    );
  }
  const hours = findShortestInterval(cron, now) / hourMs;
  if (hours >= minHours) return;
  throw invalid(
    `${JSON.stringify(cron)} is due again after ${describeHours(hours)}. AWS makes a credential report at most every ` +
      `${minHours} hours, so that a scan within that time reads the same report again. Leave at least ${minHours} hours ` +
      'between two starts, such as "0 */4 * * *".',
  );
}

/** Gives the next time at which a schedule is due after a given one; null when it never is again. */
export function findNextRun({ cron, timeZone }: ScheduleTiming, after: Date): Date | null {
  try {
    return parse(cron, timeZone, after).next().toDate();
  } catch {
    return null;
  }
}

/** Looks at about a year of starts, each time in a zone without daylight saving. */
function findShortestInterval(cron: string, now: Date): number {
  let shortest = Number.POSITIVE_INFINITY;
  let previous: number | undefined;
  try {
    const runs = parse(cron, 'UTC', now);
    for (let count = 0; count < maxRuns && shortest >= minHours * hourMs; count += 1) {
      const run = runs.next().getTime();
      if (previous !== undefined) shortest = Math.min(shortest, run - previous);
      previous = run;
      if (run - now.getTime() > lookAheadMs) break;
    }
  } catch (error) {
    if (previous === undefined) {
      throw invalid(
        `${JSON.stringify(cron)} cannot be used: ${error instanceof Error ? error.message : String(error)}. ` +
          'The fields are minute, hour, day of month, month, day of week.',
      );
    }
  }
  return shortest;
}

function parse(cron: string, timeZone: string, after: Date) {
  return CronExpressionParser.parse(cron, { tz: timeZone, currentDate: after });
}

function isTimeZone(name: string): boolean {
  if (!/^[A-Za-z]/.test(name)) return false;
  try {
    new Intl.DateTimeFormat('en', { timeZone: name }).format(0);
    return true;
  } catch {
    return false;
  }
}

function describeHours(hours: number): string {
  if (hours < 1) return `${Math.round(hours * 60)} min`;
  return `${Math.round(hours * 10) / 10} h`;
}

function invalid(message: string): CredsweepError {
  return new CredsweepError('schedule_invalid', message);
}

const hourMs = 3_600_000;
const minHours = 4;
const lookAheadMs = 400 * 24 * hourMs;
/** Of a schedule that is due every four hours, a year has fewer starts than this. */
const maxRuns = 2_500;
