import { listNodes, type Document } from './read-documents.ts';

/** A block of code in a document. */
export type Block = {
  /** Where it begins, as `docs/alerts.md:12`. */
  readonly place: string;
  readonly language: string | null;
  /** File that a reader is to write it to. */
  readonly file: string | undefined;
  /** Code that its last command ends with. */
  readonly exitCode: number;
  /** True: what it sets are examples, in whose place the reader puts values of their own. */
  readonly isExample: boolean;
  readonly text: string;
};

/**
 * Lists the blocks of code of a document.
 *
 * What a reader need not see stands after the language of a fence (`sh exit=3`, `sh example`, `yaml file=policy.yaml`).
 * Indented blocks are of the shell.
 */
export function listBlocks({ path, root }: Document): readonly Block[] {
  return listNodes(root, 'code').map(({ lang, meta, value, position }) => {
    const marks = (meta ?? '').split(' ');
    const read = (name: string): string | undefined =>
      marks.find((mark) => mark.startsWith(`${name}=`))?.slice(name.length + 1);
    const lines = (position?.end.line ?? 0) - (position?.start.line ?? 0) + 1;
    const isFenced = lines > value.split('\n').length;
    return {
      place: `${path}:${position?.start.line}`,
      language: lang ?? (isFenced ? null : 'sh'),
      file: read('file'),
      exitCode: Number(read('exit') ?? 0),
      isExample: marks.includes('example'),
      text: value,
    };
  });
}

/** The commands of a block, lines that go on with a backslash joined and remarks left out. */
export function listCommands({ text }: Block): readonly string[] {
  return text
    .replaceAll(/ \\\n\s*/g, ' ')
    .split('\n')
    .map((line) => line.replace(/(^|\s)#.*$/, '').trim())
    .filter((line) => line !== '');
}

/** The tools that a block needs and that no test has: AWS, a cluster, another machine. */
export function listMissingTools(block: Block): readonly string[] {
  const tools = listCommands(block).flatMap((command) =>
    command.split(/ && | \| /).map((part) => /^(?:\w+=\S+ )*(\S+)/.exec(part.trim())?.[1] ?? ''),
  );
  return tools.filter((tool) => Object.hasOwn(missingTools, tool));
}

/** What the tests do without, each with the reason. */
const missingTools = {
  aws: 'talks to AWS itself',
  docker: 'pulls and builds images',
  kubectl: 'needs a cluster',
  terraform: 'downloads providers',
  npm: 'needs a checkout of its own; CI installs and tests one with these commands',
  git: 'needs a checkout of its own',
  install: 'writes to folders of the system',
  cp: 'writes to folders of the system',
  systemctl: 'needs systemd',
  psql: 'is not among the binaries of the embedded PostgreSQL',
  pg_dump: 'is not among the binaries of the embedded PostgreSQL',
  pg_restore: 'is not among the binaries of the embedded PostgreSQL',
  createdb: 'is not among the binaries of the embedded PostgreSQL',
} as const satisfies Readonly<Record<string, string>>;
