/** The moment so many days before another, and `laterMs` milliseconds after that. */
export function daysBefore(asOf: Date, days: number, laterMs = 0): Date {
  return new Date(asOf.getTime() - days * 86_400_000 + laterMs);
}
