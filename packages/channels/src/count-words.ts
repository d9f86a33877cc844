/** A count with its noun, such as `1 key` or `1,200 keys`. */
export function countOf(count: number, noun: string): string {
  return `${formatNumber(count)} ${count === 1 ? noun : `${noun}s`}`;
}

/** A whole number with its thousands set apart. */
export function formatNumber(count: number): string {
  numbers ??= new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });
  return numbers.format(count);
}

/** Made at its first use: it takes 5 MB, which a worker does not need that has nothing to alert about. */
let numbers: Intl.NumberFormat | undefined;
