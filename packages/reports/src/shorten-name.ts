import stringWidth from 'string-width';

/**
 * Shortens a name in its middle: names of accounts often begin alike, and differ at their end.
 *
 * @param letters columns that the name may take, of which a wide character takes two
 */
export function shortenName(name: string, letters: number): string {
  if (stringWidth(name) <= letters) return name;
  const characters = [...segmenter.segment(name)].map(({ segment }) => segment);
  const tail = takeLetters(characters.toReversed(), Math.floor((letters - 1) / 2)).toReversed();
  const head = takeLetters(characters, letters - 1 - stringWidth(tail.join('')));
  return `${head.join('')}…${tail.join('')}`;
}

function takeLetters(characters: readonly string[], letters: number): readonly string[] {
  let width = 0;
  const end = characters.findIndex((character) => (width += stringWidth(character)) > letters);
  return end === -1 ? characters : characters.slice(0, end);
}

const segmenter = new Intl.Segmenter('en');
