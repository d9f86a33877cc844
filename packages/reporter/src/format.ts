/** A count with thousands set apart. */
export function formatCount(count: number): string {
  return String(Math.round(count)).replaceAll(/\B(?=(?:\d{3})+$)/g, ',');
}

/** A count with its noun. */
export function plural(count: number, noun: string, nouns = `${noun}s`): string {
  return `${formatCount(count)} ${count === 1 ? noun : nouns}`;
}

/** A share in percent with one decimal; one that is neither none nor all never rounds to 0 or 100. */
export function formatPercent(part: number, whole: number): string {
  if (whole === 0) return '–';
  if (part === 0 || part === whole) return part === 0 ? '0 %' : '100 %';
  return `${Math.min(99.9, Math.max(0.1, Math.round((part / whole) * 1000) / 10))} %`;
}

/** A time to the minute. */
export function formatMinute(time: Date): string {
  return `${time.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

/** A day. */
export function formatDay(time: Date): string {
  return time.toISOString().slice(0, 10);
}

/** How long something took or how old it is, such as `4 h 05 min`, in its two greatest units. */
export function formatDuration(milliseconds: number): string {
  const minutes = Math.max(0, Math.floor(milliseconds / 60_000));
  const hours = Math.floor(minutes / 60);
  if (hours >= 48) return `${plural(Math.floor(hours / 24), 'day')} ${hours % 24} h`;
  if (hours > 0) return `${hours} h ${String(minutes % 60).padStart(2, '0')} min`;
  return minutes === 0 ? 'under a minute' : `${minutes} min`;
}
