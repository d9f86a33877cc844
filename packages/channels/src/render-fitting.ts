/**
 * Renders as many items as fit.
 *
 * @param most how many items there are, or as many as a reader can bear
 * @param render renders the first `count` items; it must not get smaller with more of them
 * @returns the rendering with the most items that fits, or that of no item
 */
export function renderFitting<Rendering>(
  most: number,
  render: (count: number) => Rendering,
  fits: (rendering: Rendering) => boolean,
): Rendering {
  const whole = render(most);
  if (fits(whole)) return whole;
  let best = render(0);
  let low = 0;
  let high = most;
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    const rendering = render(middle);
    if (fits(rendering)) {
      best = rendering;
      low = middle;
    } else {
      high = middle;
    }
  }
  return best;
}
