import { execFile } from 'node:child_process';
import { chmod, cp, mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { listContext } from './list-context.ts';
import { parseDockerfile, readWords, type Instruction } from './parse-dockerfile.ts';

/** What a Dockerfile makes, in folders of this machine in place of an engine's layers. */
export type BuiltImage = {
  /** The folder that stands for `/` of the last stage; nobody may write below it. */
  readonly root: string;
  readonly workingFolder: string;
  readonly user: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly entrypoint: readonly string[];
  readonly command: readonly string[];
  readonly healthCheck: readonly string[];
  /** Who runs it, where this process is root; otherwise this process's own user does. */
  readonly identity: Identity | undefined;
  remove(): Promise<void>;
};

/** An ordinary user. */
type Identity = { readonly uid: number; readonly gid: number };

/**
 * Carries out a Dockerfile without an engine: each stage is an empty folder, COPY copies, and RUN runs the very same
 * command there, as an ordinary user. Base images are left out, and with them a RUN that only removes things of theirs.
 */
export async function buildImage(repository: string): Promise<BuiltImage> {
  const stages = parseDockerfile(await readFile(join(repository, 'Dockerfile'), 'utf8'));
  const folder = await mkdtemp(join(tmpdir(), 'credsweep-image-'));
  const remove = (): Promise<void> =>
    makeWritable(folder).then(() => rm(folder, { recursive: true }));
  const identity = process.getuid?.() === 0 ? await findNobody() : undefined;
  const state: BuildState = {
    repository,
    identity,
    roots: new Map(stages.map(({ name }) => [name, join(folder, name)])),
    root: folder,
    workingFolder: '/',
    user: 'root',
    environment: {},
    commands: {},
  };
  try {
    await chmod(folder, 0o755);
    for (const { name, instructions } of stages) {
      Object.assign(state, {
        root: join(folder, name),
        workingFolder: '/',
        user: 'root',
        environment: {},
        commands: {},
      });
      await makeFolder(state, '/');
      for (const instruction of instructions) await carryOut(state, instruction);
    }
    await lockFolder(state.root);
    const { root, workingFolder, user, environment, commands } = state;
    const readCommand = (keyword: string): readonly string[] =>
      readWords(commands[keyword] ?? '[]');
    return {
      root,
      workingFolder,
      user,
      environment,
      entrypoint: readCommand('ENTRYPOINT'),
      command: readCommand('CMD'),
      healthCheck: readCommand('HEALTHCHECK'),
      identity,
      remove,
    };
  } catch (error) {
    await remove();
    throw error;
  }
}

type BuildState = {
  readonly repository: string;
  readonly identity: Identity | undefined;
  readonly roots: ReadonlyMap<string, string>;
  root: string;
  workingFolder: string;
  user: string;
  environment: Record<string, string>;
  commands: Record<string, string>;
};

async function carryOut(state: BuildState, { keyword, flags, text }: Instruction): Promise<void> {
  switch (keyword) {
    case 'WORKDIR':
      state.workingFolder = text;
      return makeFolder(state, text);
    case 'USER':
      state.user = text;
      return undefined;
    case 'ENV':
      state.environment[text.split('=')[0] ?? ''] = text.split('=').slice(1).join('=');
      return undefined;
    case 'COPY':
      return copy(state, flags['from'], text.split(/\s+/));
    case 'RUN':
      return run(state, text);
    default:
      state.commands[keyword] = text.replace(/^CMD\s+/, '');
      return undefined;
  }
}

async function copy(
  state: BuildState,
  from: string | undefined,
  paths: readonly string[],
): Promise<void> {
  const target = locate(state, paths.at(-1) ?? '');
  for (const source of paths.slice(0, -1)) {
    if (from !== undefined) {
      await cp(join(state.roots.get(from) ?? '', source), target, {
        recursive: true,
        verbatimSymlinks: true,
      });
      continue;
    }
    for (const path of await listContext(state.repository)) {
      if (path !== source && !path.startsWith(`${source}/`)) continue;
      const inside = path === source ? path : path.slice(source.length + 1);
      await cp(join(state.repository, path), join(target, inside));
    }
  }
  await giveAway(target, state.identity);
}

/** Only what an image of a distribution has, below /usr and /opt, may be left alone. */
async function run(state: BuildState, command: string): Promise<void> {
  if (/^rm -rf( \/(usr|opt)\/\S+)+$/.test(command)) return;
  const { PATH = '' } = process.env;
  await promisify(execFile)('/bin/sh', ['-c', command], {
    cwd: locate(state, '.'),
    env: {
      // Node.js is this one, whatever the machine has besides.
      PATH: `${dirname(process.execPath)}:${PATH}`,
      HOME: state.root,
      ...wayToRegistry(),
      ...state.environment,
    },
    timeout: runTimeoutMs,
    maxBuffer: 16 * 1024 * 1024,
    ...state.identity,
  });
}

/** Certificates, proxies and the registry of this machine, without which npm may reach none. */
function wayToRegistry(): Readonly<Record<string, string | undefined>> {
  return Object.fromEntries(
    Object.entries(process.env).filter(([name]) => networkNames.test(name)),
  );
}

function locate(state: BuildState, path: string): string {
  return path.startsWith('/')
    ? join(state.root, path)
    : join(state.root, state.workingFolder, path);
}

async function makeFolder(state: BuildState, path: string): Promise<void> {
  await mkdir(locate(state, path), { recursive: true });
  await giveAway(state.root, state.identity);
}

async function giveAway(path: string, identity: Identity | undefined): Promise<void> {
  if (identity === undefined) return;
  await promisify(execFile)('chown', ['-R', '-h', `${identity.uid}:${identity.gid}`, path]);
}

/** What stands for the layers of an image is read-only for everybody, and not owned by who runs it. */
async function lockFolder(root: string): Promise<void> {
  if (process.getuid?.() === 0) await giveAway(root, { uid: 0, gid: 0 });
  await promisify(execFile)('chmod', ['-R', 'a-w,a+rX', root]);
}

async function makeWritable(folder: string): Promise<void> {
  await promisify(execFile)('chmod', ['-R', 'u+w', folder]);
}

async function findNobody(): Promise<Identity> {
  const line = (await readFile('/etc/passwd', 'utf8'))
    .split('\n')
    .find((candidate) => candidate.startsWith('nobody:'));
  const [, , uid, gid] = line?.split(':') ?? [];
  if (uid === undefined || gid === undefined) throw new Error('There is no user "nobody".');
  return { uid: Number(uid), gid: Number(gid) };
}

const runTimeoutMs = 240_000;
const networkNames =
  /^(NODE_EXTRA_CA_CERTS|SSL_CERT_(FILE|DIR)|(https?|no|all)_proxy|npm_config_(registry|cafile|proxy|https_proxy|noproxy|strict_ssl))$/i;
