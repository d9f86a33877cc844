/** Whether a whole text matches a pattern in which `*` stands for any run of characters and `?` for any one. */
export function matchesPattern(text: string, pattern: string): boolean {
  let at = 0;
  let star = -1;
  let resume = 0;
  let next = 0;
  while (at < text.length) {
    if (
      next < pattern.length &&
      (pattern[next] === '?' || (pattern[next] === text[at] && pattern[next] !== '*'))
    ) {
      at += 1;
      next += 1;
    } else if (pattern[next] === '*') {
      star = next;
      resume = at;
      next += 1;
    } else if (star !== -1) {
      next = star + 1;
      resume += 1;
      at = resume;
    } else {
      return false;
    }
  }
  while (pattern[next] === '*') next += 1;
  return next === pattern.length;
}
