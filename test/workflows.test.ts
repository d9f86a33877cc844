import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';

type Permissions = Readonly<Record<string, string>>;

type Step = { readonly uses?: string; readonly run?: string; readonly env?: unknown };

type Job = {
  readonly uses?: string;
  readonly permissions?: Permissions;
  readonly 'timeout-minutes'?: number;
  readonly container?: { readonly image: string };
  readonly steps?: readonly Step[];
};

type Workflow = {
  readonly on: unknown;
  readonly permissions?: Permissions;
  readonly jobs: Readonly<Record<string, Job>>;
};

const repository = fileURLToPath(new URL('..', import.meta.url));
const files = globSync('{.github/workflows,deploy/github-actions}/*.yml', { cwd: repository });
const workflows = files.map((file) => {
  const text = readFileSync(new URL(file, `file://${repository}`), 'utf8');
  return { file, text, workflow: parse(text) as Workflow };
});

/** What a job may write, and why it has to. */
const writers: Readonly<Record<string, readonly string[]>> = {
  '.github/workflows/codeql.yml analyze': ['security-events'],
  '.github/workflows/release.yml publish': ['attestations', 'id-token'],
  '.github/workflows/release.yml announce': ['contents'],
  'deploy/github-actions/weekly-scan.yml': ['id-token'],
};

describe('the workflows', () => {
  test('are found', () => {
    expect(files.length).toBeGreaterThanOrEqual(5);
  });

  test.each(workflows)('of $file take every action by the hash of a release', ({ text }) => {
    const uses = text.match(/^.*\buses: .*$/gm) ?? [];
    const wrong = uses.filter(
      (line) =>
        !/uses: [\w.-]+\/[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(line) &&
        !/uses: \.\/\.github\/workflows\/[\w-]+\.yml$/.test(line),
    );
    expect(wrong).toEqual([]);
  });

  test('take the same release of an action everywhere', () => {
    const hashes = new Map<string, Set<string>>();
    for (const { text } of workflows)
      for (const [, name = '', hash = ''] of text.matchAll(
        /uses: ([\w.-]+\/[\w./-]+)@(\S+ # \S+)/g,
      ))
        hashes.set(name, (hashes.get(name) ?? new Set()).add(hash));
    expect([...hashes].filter(([, each]) => each.size > 1)).toEqual([]);
  });

  test('may read, and write nothing but what one job needs', () => {
    const found: Record<string, readonly string[]> = {};
    for (const { file, workflow } of workflows) {
      expect(workflow.permissions, file).toMatchObject({ contents: 'read' });
      const granted: [string, Permissions | undefined][] = [
        [file, workflow.permissions],
        ...Object.entries(workflow.jobs).map(([name, job]): [string, Permissions | undefined] => [
          `${file} ${name}`,
          job.permissions,
        ]),
      ];
      for (const [where, permissions = {}] of granted) {
        const written = Object.keys(permissions).filter((key) => permissions[key] === 'write');
        if (written.length > 0) found[where] = written.toSorted();
      }
    }
    expect(found).toEqual(writers);
  });

  test.each(workflows)(
    'of $file run nothing of a stranger with rights, and end',
    ({ workflow }) => {
      expect(JSON.stringify(workflow.on)).not.toMatch(/pull_request_target|workflow_run/);
      for (const [name, job] of Object.entries(workflow.jobs)) {
        if (job.uses === undefined) expect(job['timeout-minutes'], name).toBeGreaterThan(0);
        // A text from outside that stands in a command is run as one; variables are not.
        for (const step of job.steps ?? []) expect(step.run ?? '').not.toMatch(/\$\{\{/);
      }
    },
  );

  test('run on the Node.js that the repository pins', () => {
    const { devDependencies } = JSON.parse(
      readFileSync(new URL('package.json', `file://${repository}`), 'utf8'),
    ) as { readonly devDependencies: { readonly node: string } };
    const own = workflows.filter(({ file }) => file.startsWith('.github/'));
    const versions = own.flatMap(({ text }) =>
      [...text.matchAll(/node-version: (\S+)|image: node:(\S+?)-/g)].map(
        ([, setUp, image]) => setUp ?? image,
      ),
    );
    expect(new Set(versions)).toEqual(new Set([devDependencies.node]));
  });
});
