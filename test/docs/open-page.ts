import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { renderCredentialReport, type SimulatedOrganization } from '@credsweep/simulator';
import { findFreePort } from '@credsweep/testkit';
import type { Block } from './read-blocks.ts';
import { repository } from './read-documents.ts';
import { runScript, startService, type RunningScript, type ShellOptions } from './run-shell.ts';

/** A reader who follows a page from its beginning to its end, in a shell and a folder of their own. */
export interface Page {
  readonly folder: string;
  /** Does what a block says; rejects, with all that was written, when a command ends otherwise than it should. */
  follow(block: Block): Promise<void>;
  /** Stops what is still running, as Ctrl-C does. */
  close(): Promise<void>;
}

/** What a page is followed with. */
export type PageOptions = {
  readonly organization: SimulatedOrganization;
  readonly environment: Readonly<Record<string, string>>;
  /** Values in the place of the reader's own; those that an example of the page sets are not there before it. */
  readonly standIns: Readonly<Record<string, string>>;
};

/** Opens a folder with `npx` and `credsweep` on the PATH, and the credential reports of the organization. */
export async function openPage(options: PageOptions, blocks: readonly Block[]): Promise<Page> {
  const folder = await mkdtemp(join(tmpdir(), 'credsweep-page-'));
  const inside = (name: string): string => join(folder, '.page', name);
  const ports = { web: await findFreePort(), health: await findFreePort() };
  const { organization, standIns } = options;
  await mkdir(inside('bin'), { recursive: true });
  await mkdir(join(folder, 'reports'));
  for (const account of organization.accounts.values()) {
    const report = renderCredentialReport(organization, account);
    await writeFile(join(folder, 'reports', `${account.id}.csv`), report);
  }
  await writeFile(inside('bin/npx'), npx, { mode: 0o755 });
  await writeFile(inside('bin/credsweep'), writeProgram(ports.web), { mode: 0o755 });
  await writeFile(inside('state'), '');
  if (!blocks.some(({ file, text }) => file === configurationFile || /credsweep init/.test(text)))
    await writeFile(join(folder, configurationFile), configuration);
  const later = new Set(blocks.filter(({ isExample }) => isExample).flatMap(listExports));
  const shell: ShellOptions = {
    folder,
    environment: {
      ...options.environment,
      ...Object.fromEntries(Object.entries(standIns).filter(([name]) => !later.has(name))),
      PATH: `${inside('bin')}:${process.env['PATH']}`,
      HOME: folder,
      PAGE: inside(''),
      AWS_EC2_METADATA_DISABLED: 'true',
      NODE_COMPILE_CACHE: `${repository}node_modules/.cache/credsweep-tests`,
    },
  };
  const services = new Map<string, RunningScript>();
  const stop = async (name: string): Promise<void> => {
    const service = services.get(name);
    if (service === undefined) return;
    services.delete(name);
    const ended = once(service.child, 'close');
    process.kill(Number(await readFile(inside(`${name}.pid`), 'utf8')), 'SIGTERM');
    const [code] = await ended;
    if (code !== 0) throw new Error(`credsweep ${name} ended with ${code}:\n${service.output()}`);
  };
  const follow = async (script: string, exitCode: number): Promise<void> => {
    const name = serviceLine.exec(script)?.[1];
    if (name === undefined)
      return runScript(`${takeState}\n${keepState}\n${script}`, exitCode, shell);
    await stop(name);
    services.set(name, await startService(`${takeState}\n${script}`, isReady, shell));
  };
  return {
    folder,
    async follow(block) {
      if (block.file !== undefined) return writeFile(join(folder, block.file), `${block.text}\n`);
      const script = block.isExample
        ? listExports(block)
            .map((name) => `export ${name}='${standIns[name]}'`)
            .join('\n')
        : block.text.replaceAll('8640', `${ports.web}`).replaceAll('8080', `${ports.health}`);
      const parts = splitAtServices(script);
      for (const [index, part] of parts.entries())
        await follow(part, index === parts.length - 1 ? block.exitCode : 0);
    },
    async close() {
      for (const name of services.keys()) await stop(name);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** The variables that a block sets for the commands after it. */
export function listExports({ text }: Block): readonly string[] {
  return [...text.matchAll(/\b([A-Z_]+)=/g)].map(([, name = '']) => name);
}

/** Commands that run until they are stopped are parts of their own. */
function splitAtServices(script: string): readonly string[] {
  const parts: string[] = [];
  let isOpen = false;
  for (const line of script.split('\n')) {
    const isService = serviceLine.test(line);
    if (isService || !isOpen) parts.push(line);
    else parts.push(`${parts.pop()}\n${line}`);
    isOpen = !isService;
  }
  return parts.filter((part) => part.trim() !== '');
}

/** The real program, which leaves its process id; the web service listens on a port that is free, and init asks nobody. */
function writeProgram(webPort: number): string {
  return `#!/bin/sh
echo $$ > "$PAGE/$1.pid"
[ "$1" = serve ] && set -- "$@" --port ${webPort}
[ "$1" = init ] && set -- "$@" --yes --force
exec '${process.execPath}' '${repository}packages/cli/bin/credsweep.js' "$@"
`;
}

const npx = '#!/bin/sh\n[ "$1" = credsweep ] || exit 127\nshift\nexec credsweep "$@"\n';
const configurationFile = 'credsweep.config.yaml';
/** That of a reader who has followed the README, unless the page has or makes one of its own. */
const configuration = `alerts:
  channels:
    security:
      type: slack
      url: \${SLACK_WEBHOOK_URL}
`;
const serviceLine = /^(?:\w+=\S+ )*(?:npx )?credsweep (worker|serve)\b/m;
const isReady = /Working with|Log in at|listening|Serving/i;
/** What a block exports is there in the blocks after it. */
const takeState = '. "$PAGE/state"';
const keepState = `trap 'export -p > "$PAGE/state"' EXIT`;
