/** An owner as a reader knows it; under `unknown` is what nobody is known to answer for. */
export function nameOwner(owner: string): string {
  return owner === 'unknown' ? 'nobody known' : owner;
}
