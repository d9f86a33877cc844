/** Values that have one plain form in AWS's XML. */
export type XmlScalar = string | number | boolean | Date;

/** An element with a text; nothing at all if the value is undefined. */
export function xmlText(name: string, value: XmlScalar | undefined): string {
  return value === undefined ? '' : `<${name}>${escapeXml(formatScalar(value))}</${name}>`;
}

/** An element around elements that are XML already. */
export function xmlElement(name: string, ...children: readonly string[]): string {
  return `<${name}>${children.join('')}</${name}>`;
}

/** A list in the query protocol's form: one `member` element per item, each XML already. */
export function xmlList(name: string, members: readonly string[]): string {
  return xmlElement(name, ...members.map((member) => xmlElement('member', member)));
}

/** A time in the protocol's form, to the second. */
export function formatTime(time: Date): string {
  return `${time.toISOString().slice(0, 19)}Z`;
}

function formatScalar(value: XmlScalar): string {
  return value instanceof Date ? formatTime(value) : String(value);
}

function escapeXml(text: string): string {
  return text.replaceAll(/[&<>"'\r]/g, (character) => `&#${character.charCodeAt(0)};`);
}
