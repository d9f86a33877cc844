import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';

const source = await readFile(
  fileURLToPath(new URL('../docker-compose.yml', import.meta.url)),
  'utf8',
);
const { services, volumes } = parse(source, { merge: true }) as ComposeFile;
const named = Object.entries(services);

describe('the compose file', () => {
  test('has PostgreSQL, Redis, one migration, workers and pages, and keeps data only in volumes', () => {
    expect(Object.keys(services)).toEqual(['postgres', 'redis', 'migrate', 'worker', 'serve']);
    const kept = named.flatMap(([, { volumes: mounts = [] }]) =>
      mounts.map((mount) => mount.split(':')[0]),
    );
    expect(new Set(kept)).toEqual(new Set(Object.keys(volumes)));
  });

  test('lets as many workers be started as one likes', () => {
    expect(services['worker']).not.toHaveProperty('container_name');
    expect(services['worker']).not.toHaveProperty('ports');
  });

  test('starts workers and pages when the servers are healthy and the schema is there', () => {
    for (const name of ['worker', 'serve'])
      expect(services[name]?.depends_on).toEqual({
        postgres: { condition: 'service_healthy' },
        redis: { condition: 'service_healthy' },
        migrate: { condition: 'service_completed_successfully' },
      });
  });

  test('has pages at the port of this machine that browsers are told of, and no credentials of AWS for them', () => {
    const { command = [], environment = {}, ports = [] } = services['serve'] ?? {};
    expect(ports).toEqual(['127.0.0.1:${WEB_PORT:-8640}:8640']);
    expect(command.slice(-2)).toEqual(['--public-url', 'http://localhost:${WEB_PORT:-8640}']);
    expect(Object.keys(environment)).toEqual(['DATABASE_URL', 'REDIS_URL', 'CREDSWEEP_WEB_TOKENS']);
    expect(Object.keys(services['worker']?.environment ?? {})).not.toContain(
      'CREDSWEEP_WEB_TOKENS',
    );
  });

  test('gives the worker and the migration the command lines that the program has', () => {
    expect(services['worker']?.command).toEqual(['worker', '--http-port', '8080']);
    expect(services['migrate']?.command).toEqual(['db', 'migrate']);
  });

  test('has Redis keep every job, on disk and in memory', () => {
    expect(services['redis']?.command?.join(' ')).toMatch(
      /--appendonly yes .*--maxmemory-policy noeviction/,
    );
  });

  test.each(named)('pins the image of %s to one release', (_name, { image }) => {
    expect(image).toMatch(/^[a-z]+:\d+\.\d+(\.\d+)?(-alpine)?(@sha256:[0-9a-f]{64})?$/);
  });

  test.each(named)('has %s checked for health, or awaited to its end', (name, service) => {
    if (service.restart === 'no') {
      const awaited = named.filter(
        ([, { depends_on: needs = {} }]) =>
          needs[name]?.condition === 'service_completed_successfully',
      );
      expect(awaited).not.toEqual([]);
      return;
    }
    expect(service.healthcheck?.test?.length).toBeGreaterThan(1);
    expect(service.restart).toBe('unless-stopped');
  });

  test.each(named)('gives %s no right that it does not need', (_name, service) => {
    expect(service).toMatchObject({
      read_only: true,
      cap_drop: ['ALL'],
      security_opt: ['no-new-privileges:true'],
    });
    expect(service.user ?? 'that of the image').not.toMatch(/^(0|root)/);
    for (const forbidden of ['privileged', 'network_mode', 'pid', 'cap_add', 'devices'])
      expect(service).not.toHaveProperty(forbidden);
  });

  test.each(named)(
    'publishes no port of %s but on the loopback interface',
    (_name, { ports = [] }) => {
      for (const port of ports) expect(port).toMatch(/^127\.0\.0\.1:/);
    },
  );

  test('has no password in it, and no default for one', () => {
    const uses = [...source.matchAll(/\$\{(\w*(?:PASSWORD|TOKEN))([^}]*)\}/g)];
    expect(uses.length).toBeGreaterThan(3);
    for (const [, , rest] of uses) expect(rest).toMatch(/^:\?/);
    const values = named.flatMap(([, { environment = {}, command = [] }]) => [
      ...Object.entries(environment).map(([name, value]) => `${name}=${value ?? ''}`),
      ...command,
    ]);
    for (const value of values) {
      if (/password|auth|secret|_url=.*:.*@/i.test(value) && !value.startsWith('--'))
        expect(value).toMatch(/(^|=)(\S*:)?\$\{\w+:\?|^\w+=$/);
    }
  });
});

type ComposeFile = {
  readonly services: Readonly<Record<string, Service>>;
  readonly volumes: Readonly<Record<string, unknown>>;
};

type Service = {
  readonly image: string;
  readonly user?: string;
  readonly restart?: string;
  readonly command?: readonly string[];
  readonly environment?: Readonly<Record<string, string | null>>;
  readonly ports?: readonly string[];
  readonly volumes?: readonly string[];
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
  readonly healthcheck?: { readonly test?: readonly string[] };
};
