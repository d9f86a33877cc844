/** A unit of systemd: values by section and directive; a directive may be given several times. */
export type SystemdUnit = Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;

/** Reads a unit file. */
export function readUnit(text: string): SystemdUnit {
  const unit: Record<string, Record<string, string[]>> = {};
  let section: Record<string, string[]> | undefined;
  for (const line of text.split('\n')) {
    if (line === '' || line.startsWith('#')) continue;
    const header = /^\[(\w+)\]$/.exec(line)?.[1];
    if (header !== undefined) {
      section = unit[header] ??= {};
      continue;
    }
    const [, name, value] = /^(\w+)=(.*)$/.exec(line) ?? [];
    if (section === undefined || name === undefined || value === undefined)
      throw new Error(`This is no line of a unit: ${line}`);
    (section[name] ??= []).push(value);
  }
  return unit;
}
