/**
 * Puts an apostrophe before whatever a spreadsheet would take for a formula: at the start of a cell, and wherever the
 * cell would be cut by a spreadsheet whose separator is not the comma.
 */
export function neutralizeFormulas(cell: string): string {
  // The precise look takes long, and hardly any cell needs it.
  if (!/^[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]|[;\t\r\n]/.test(cell)) return cell;
  return cell.replaceAll(/(?<=^|[;\t\r\n])(?=[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20])/g, "'");
}
