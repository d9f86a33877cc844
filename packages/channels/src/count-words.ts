/** A count with its noun, such as `1 key` or `1,200 keys`. */
export function countOf(count: number, noun: string): string {
  return `${formatNumber(count)} ${count === 1 ? noun : `${noun}s`}`;
}

/** A whole number with its thousands set apart. */
export function formatNumber(count: number): string {
  return numbers.format(count);
}

const numbers = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });
