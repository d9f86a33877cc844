/** What can be written into a list of numbers; text gives the numbers in it, in order. */
export type Numbered = string | number | Date | null | readonly Numbered[];

/** All numbers of a text in their order; a date has three, a name its own, and what is between them does not count. */
export function numbersIn(text: string): readonly string[] {
  return text.match(/\d+(?:[.,]\d+)*/g) ?? [];
}

/** The numbers of values in their order. */
export function numbersOf(...values: readonly Numbered[]): readonly string[] {
  return values.flatMap((value) => {
    if (value === null) return [];
    if (typeof value === 'number') return [String(value)];
    if (typeof value === 'string') return numbersIn(value);
    if (value instanceof Date) return numbersIn(toMinute(value));
    return numbersOf(...value);
  });
}

/** A time to the minute. */
function toMinute(time: Date): string {
  return time.toISOString().slice(0, 16);
}

/** A day. */
export function toDay(time: Date | null): string | null {
  return time === null ? null : time.toISOString().slice(0, 10);
}

/** A share in percent with one decimal. */
export function toPercent(part: number, whole: number): string {
  return String(Math.round((part * 1000) / whole) / 10);
}

/** A length of time in its two greatest units. */
export function toAge(from: Date, to: Date): string {
  const seconds = Math.max(0, Math.round((to.getTime() - from.getTime()) / 1000));
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
  const minutes = Math.floor(seconds / 60);
  return `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, '0')} min`;
}
