import { shortenName } from '../../shorten-name.ts';
import { measureLabel } from './measure-label.ts';

/** Shortens a name until it is at most so many pixels wide. */
export function fitLabel(name: string, pixels: number): string {
  let label = name;
  for (let letters = Math.floor(pixels / narrowest); letters > 0; letters -= 1) {
    if (measureLabel(label) <= pixels) break;
    label = shortenName(name, letters);
  }
  return label;
}

/** Pixels of a narrow letter. */
const narrowest = 5;
