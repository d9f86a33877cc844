/** One instruction of a Dockerfile, such as `RUN npm ci`. */
export type Instruction = {
  readonly keyword: string;
  /** Leading `--name=value`, such as `--from=build`. */
  readonly flags: Readonly<Record<string, string>>;
  /** All that follows, with ARGs filled in. */
  readonly text: string;
};

/** A stage of a Dockerfile: what follows one FROM. */
export type Stage = {
  /** Its own name, or its number. */
  readonly name: string;
  /** The image that it begins from. */
  readonly image: string;
  readonly instructions: readonly Instruction[];
};

/** Reads a Dockerfile into its stages; knows the forms that ours uses, and throws at others. */
export function parseDockerfile(source: string): readonly Stage[] {
  const stages: { name: string; image: string; instructions: Instruction[] }[] = [];
  const values = new Map<string, string>();
  for (const instruction of readInstructions(source)) {
    const text = instruction.text.replaceAll(
      /\$\{(\w+)\}/g,
      (whole, name: string) => values.get(name) ?? whole,
    );
    if (instruction.keyword === 'ARG') {
      const [name = '', value = ''] = text.split('=');
      values.set(name, value);
    } else if (instruction.keyword === 'FROM') {
      const [image = '', , name = String(stages.length)] = text.split(/\s+/);
      stages.push({ name, image, instructions: [] });
    } else {
      const stage = stages.at(-1);
      if (stage === undefined) throw new Error(`${instruction.keyword} before the first FROM.`);
      stage.instructions.push({ ...instruction, text });
    }
  }
  return stages;
}

/** Reads the words of a command in the form of a JSON array, the only one that needs no shell. */
export function readWords(text: string): readonly string[] {
  const words: unknown = JSON.parse(text);
  if (Array.isArray(words) && words.every((word) => typeof word === 'string')) return words;
  throw new Error(`Not a list of words: ${text}`);
}

function readInstructions(source: string): readonly Instruction[] {
  return source
    .split('\n')
    .filter((line) => !/^\s*(#|$)/.test(line))
    .join('\n')
    .replaceAll(/\\\n\s*/g, '')
    .split('\n')
    .map((line) => {
      const [, keyword = '', rest = ''] = /^([A-Z]+)\s+(.*)$/.exec(line) ?? [];
      if (!knownKeywords.has(keyword)) throw new Error(`Not understood: ${line}`);
      const [flagText = ''] = /^(--\S+\s+)*/.exec(rest) ?? [];
      const flags = flagText
        .trim()
        .split(/\s+/)
        .filter((flag) => flag !== '')
        .map((flag) => {
          const [name = '', value = ''] = flag.slice(2).split('=');
          return [name, value] as const;
        });
      return { keyword, flags: Object.fromEntries(flags), text: rest.slice(flagText.length) };
    });
}

const knownKeywords: ReadonlySet<string> = new Set([
  'ARG',
  'CMD',
  'COPY',
  'ENTRYPOINT',
  'ENV',
  'FROM',
  'HEALTHCHECK',
  'RUN',
  'USER',
  'WORKDIR',
]);
