import stringWidth from 'string-width';

/**
 * How wide a label is at most, in pixels at 12 pixels a letter: as in DejaVu Sans, the widest of the fonts that browsers
 * take for `sans-serif`. Browsers do the drawing, so that nobody here can measure.
 */
export function measureLabel(text: string): number {
  return [...segmenter.segment(text)].reduce((width, { segment }) => width + measure(segment), 0);
}

function measure(letter: string): number {
  if (/^[iljtfrI.,:;|!'’()[\]\s/-]/.test(letter)) return 5;
  if (/^[mwMW@%—…]/.test(letter)) return 12;
  if (/^[A-Z&+=~]/.test(letter)) return 10;
  // Digits and most small letters are about as wide; letters of East Asia, and emoji, are a square.
  return stringWidth(letter) > 1 ? 14 : 7.7;
}

const segmenter = new Intl.Segmenter('en');
