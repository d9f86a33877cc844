import { writeRolePolicies } from '@credsweep/core';
import {
  addAccessKey,
  addAccount,
  addRole,
  addUser,
  createOrganization,
} from '@credsweep/simulator';
import { openStage, prepareReports, type ScanStage } from '@credsweep/testkit';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { loadConfiguration } from 'credsweep/configuration';
import { readKustomizeFolder, type KubernetesObject } from './deploy/kubernetes-objects.ts';
import { isVariableRead, parseCommandLine } from './deploy/parse-command-line.ts';
import { readUnit } from './deploy/read-units.ts';
import { checkCloudFormation } from './roles/check-cloudformation.ts';
import { readCloudFormation } from './roles/read-cloudformation.ts';

const repository = fileURLToPath(new URL('..', import.meta.url));
const image = 'credsweep:0.1.0';
/** A worker ends by itself within its grace time, so that nobody needs to kill it. */
const workerGraceSeconds = 20;

let stage: ScanStage;
beforeAll(async () => {
  const organization = createOrganization();
  for (const id of ['200000000001', '200000000002']) {
    addAccount(organization, { id });
    addRole(organization, id, { name: 'CredsweepReader' });
    addUser(organization, id, { name: 'bot', createdAt: daysAgo(600) });
    addAccessKey(organization, id, 'bot', { createdAt: daysAgo(550) });
  }
  stage = await openStage({ organization });
});
afterAll(() => stage.close());

test('the image is called the same everywhere', () => {
  const { services } = parse(read('docker-compose.yml'), { merge: true });
  expect(services.worker.image).toBe(image);
  const { version } = JSON.parse(read('package.json')) as { readonly version: string };
  expect(image).toBe(`credsweep:${version}`);
  expect(read('docs/deploy.md')).toContain(`--tag ${image}`);
});

describe('on Kubernetes', { timeout: 60_000 }, () => {
  const base = readKustomizeFolder('base');
  const keda = readKustomizeFolder('scaling-keda');
  const hpa = readKustomizeFolder('scaling-hpa');
  const example = readKustomizeFolder('example');
  const find = (kind: string): KubernetesObject =>
    base.objects.find((object) => object.kind === kind) ?? expect.unreachable(kind);
  const worker = find('Deployment');
  const migrate = find('Job');
  const podsOf = [worker.spec.template.spec, migrate.spec.template.spec] as const;

  test.each([
    ['base', base],
    ['scaling-keda', keda],
    ['scaling-hpa', hpa],
  ])(
    'every file of %s is used, and defines one object',
    (_name, { kustomization, files, objects }) => {
      const generated = (kustomization.configMapGenerator ?? []).flatMap((map) => map.files);
      expect([...(kustomization.resources ?? []), ...generated].toSorted()).toEqual(
        files.toSorted(),
      );
      for (const object of objects) {
        expect(object.apiVersion).toMatch(/^[\w./]+$/);
        expect(object.metadata.name).toMatch(/^credsweep/);
      }
    },
  );

  test('workers and the migration are started by command lines that the program has', async () => {
    expect(await parseCommandLine(worker.spec.template.spec.containers[0].args)).toBe('worker');
    expect(await parseCommandLine(migrate.spec.template.spec.containers[0].args)).toBe(
      'db migrate',
    );
  });

  test('the configuration file is one that the program takes', async () => {
    const folder = `${repository}deploy/kubernetes/base`;
    expect(await loadConfiguration(folder, {}, {})).toMatchObject({ roleName: 'CredsweepReader' });
    expect(podsOf[0].containers[0].volumeMounts).toEqual([
      { name: 'config', mountPath: '/etc/credsweep', readOnly: true },
    ]);
    expect(podsOf[0].volumes).toEqual([
      { name: 'config', configMap: { name: base.kustomization.configMapGenerator?.[0]?.name } },
    ]);
    expect(read('Dockerfile')).toContain('WORKDIR /etc/credsweep');
  });

  test('no container has a right that it does not need', () => {
    for (const pod of podsOf) {
      expect(pod).toMatchObject({
        serviceAccountName: find('ServiceAccount').metadata.name,
        automountServiceAccountToken: false,
        securityContext: {
          runAsNonRoot: true,
          runAsUser: 1000,
          seccompProfile: { type: 'RuntimeDefault' },
        },
      });
      for (const container of pod.containers)
        expect(container).toMatchObject({
          image,
          securityContext: {
            allowPrivilegeEscalation: false,
            readOnlyRootFilesystem: true,
            capabilities: { drop: ['ALL'] },
          },
          resources: { limits: { memory: expect.any(String) } },
        });
    }
    expect(find('Namespace').metadata.labels).toEqual({
      'pod-security.kubernetes.io/enforce': 'restricted',
    });
  });

  test('everything finds the workers by the labels that they have', () => {
    const labels = {
      ...base.kustomization.labels?.[0]?.pairs,
      ...worker.spec.template.metadata.labels,
    };
    expect(base.kustomization.labels?.[0]?.includeTemplates).toBe(true);
    for (const selector of [
      worker.spec.selector.matchLabels,
      find('PodDisruptionBudget').spec.selector.matchLabels,
      find('Service').spec.selector,
      worker.spec.template.spec.topologySpreadConstraints[0].labelSelector.matchLabels,
    ])
      expect(selector).toEqual(labels);
    expect(labels).toMatchObject(find('NetworkPolicy').spec.podSelector.matchLabels);
    for (const { objects } of [keda, hpa])
      expect(objects[0]?.spec.scaleTargetRef.name).toBe(worker.metadata.name);
  });

  test('probes ask what is served, at the port that is served', () => {
    const [container] = worker.spec.template.spec.containers;
    const [{ name, containerPort }] = container.ports;
    expect(container.args).toEqual(expect.arrayContaining(['--http-port', `${containerPort}`]));
    for (const [probe, path] of [
      ['startupProbe', '/healthz'],
      ['livenessProbe', '/healthz'],
      ['readinessProbe', '/readyz'],
    ] as const)
      expect(container[probe].httpGet).toEqual({ path, port: name });
    expect(find('Service').spec.ports).toEqual([{ name, port: containerPort, targetPort: name }]);
    expect(find('NetworkPolicy').spec.ingress[0].ports).toEqual([
      { port: containerPort, protocol: 'TCP' },
    ]);
  });

  test('a worker has more time to stop than it takes, and one at a time is taken away', () => {
    expect(worker.spec.template.spec.terminationGracePeriodSeconds).toBeGreaterThan(
      workerGraceSeconds,
    );
    expect(worker.spec).not.toHaveProperty('replicas');
    expect(find('PodDisruptionBudget').spec).toMatchObject({ maxUnavailable: 1 });
  });

  test('the example puts its image in the place of the one of the base, and a role on the service account', () => {
    expect(
      `${example.kustomization.images?.[0]?.name}:${example.kustomization.images?.[0]?.newTag}`,
    ).toBe(image);
    const [{ patch } = {}] = example.kustomization.patches ?? [];
    expect(parse(patch ?? '')).toMatchObject({
      kind: 'ServiceAccount',
      metadata: {
        name: find('ServiceAccount').metadata.name,
        annotations: {
          'eks.amazonaws.com/role-arn': expect.stringMatching(/^arn:aws:iam::\d{12}:role\//),
        },
      },
    });
  });

  test('variables come from one secret, and the program reads each', () => {
    const comment =
      read('deploy/kubernetes/example/kustomization.yaml')
        .split(/(?=kubectl )/)
        .find((command) => command.includes('create secret')) ?? '';
    const names = [...comment.matchAll(/--from-literal (\w+)=/g)].map(([, name = '']) => name);
    expect(names).toEqual(['DATABASE_URL', 'REDIS_URL']);
    expect(names.filter((name) => !isVariableRead(name))).toEqual([]);
    const [secret] = /(?<=create secret generic )[\w-]+/.exec(comment) ?? [];
    for (const { containers } of podsOf)
      expect(containers[0].envFrom).toEqual([{ secretRef: { name: secret } }]);
  });

  test('KEDA counts the accounts that wait in scans that go on, and no others', async () => {
    const [trigger] = keda.objects[0]?.spec.triggers ?? expect.unreachable('no trigger');
    expect(trigger).toMatchObject({
      type: 'postgresql',
      metadata: { connectionFromEnv: 'DATABASE_URL', targetQueryValue: expect.any(String) },
    });
    const count = async (): Promise<number> => {
      const { rows } = await stage.database.pool.query<{ count: string }>(
        trigger.metadata['query'] ?? '',
      );
      expect(rows).toHaveLength(1);
      return Number(rows[0]?.count);
    };
    expect(await stage.run(['scan'])).toMatchObject({ exitCode: 0 });
    expect(await count()).toBe(0);
    const detached = await stage.run(['scan', '--detach', '--format', 'json']);
    const { scanId } = JSON.parse(detached.stdout) as { readonly scanId: number };
    await stage.database.pool.query(
      `insert into credsweep.account_scan (scan_id, account_id)
       select $1, account_id from credsweep.account`,
      [scanId],
    );
    expect(await count()).toBe(3);
    expect(await stage.run(['scan', 'cancel', String(scanId)])).toMatchObject({ exitCode: 0 });
    expect(await count()).toBe(0);
  });
});

describe('on ECS', () => {
  const template = readCloudFormation(read('deploy/ecs/credsweep.yaml'));
  const task = template.Resources['Task']?.Properties;
  const definition = JSON.parse(read('deploy/ecs/worker-task-definition.json'));

  test.each(['credsweep.yaml', 'credsweep-web.yaml'])('%s is valid CloudFormation', (file) => {
    expect(checkCloudFormation(readCloudFormation(read(`deploy/ecs/${file}`)))).toEqual([]);
  });

  test('a mistake in a template would be found', () => {
    const mistaken = read('deploy/ecs/credsweep-web.yaml')
      .replace('AssignPublicIp:', 'AssignPublicIP:')
      .replace('RetentionInDays: 30', 'RetentionInDays: month')
      .replace('LoadBalancer.DNSName', 'LoadBalancer.DnsName')
      .replace('      GroupDescription: The web service of credsweep\n', '');
    expect(checkCloudFormation(readCloudFormation(mistaken))).toEqual([
      'AWS::Logs::LogGroup.RetentionInDays is no whole number',
      'AWS::EC2::SecurityGroup needs GroupDescription',
      'AWS::ECS::Service.NetworkConfiguration.AwsvpcConfiguration has no AssignPublicIP',
      'LoadBalancer has no attribute DnsName',
    ]);
  });

  test('the task definition is the one of the template, apart from what is of an account', () => {
    const own = [
      'image',
      'executionRoleArn',
      'taskRoleArn',
      'valueFrom',
      'awslogs-group',
      'awslogs-region',
    ];
    expect(leaveOut(lowerNames(task), own)).toEqual(leaveOut(definition, own));
  });

  test('the task is a worker that the program knows, and gets variables that it reads', async () => {
    const [container] = definition.containerDefinitions;
    expect(await parseCommandLine(container.command)).toBe('worker');
    expect(container.image).toMatch(new RegExp(`/${image}$`));
    expect(container.secrets.map(({ name }: { name: string }) => name)).toEqual([
      'DATABASE_URL',
      'REDIS_URL',
    ]);
    for (const { name } of container.secrets) expect(isVariableRead(name)).toBe(true);
    expect(container.stopTimeout).toBeGreaterThan(workerGraceSeconds);
    expect(read('Dockerfile')).toContain(container.healthCheck.command.at(-1));
    expect(container).toMatchObject({
      user: '1000:1000',
      readonlyRootFilesystem: true,
      linuxParameters: { capabilities: { drop: ['ALL'] } },
    });
  });
});

describe('on GitHub Actions', { timeout: 90_000 }, () => {
  const workflow = parse(read('deploy/github-actions/weekly-scan.yml'));
  const steps = workflow.jobs.scan.steps as readonly WorkflowStep[];

  test('every action is pinned to a hash, with its release beside it', () => {
    const lines = read('deploy/github-actions/weekly-scan.yml').match(/uses: .*/g) ?? [];
    expect(lines).toHaveLength(4);
    for (const line of lines)
      expect(line).toMatch(/^uses: [\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
  });

  test('the run may read the repository and ask for a token, and nothing else', () => {
    expect(workflow.permissions).toEqual({ contents: 'read', 'id-token': 'write' });
    for (const name of steps.flatMap(({ env = {} }) => Object.keys(env)))
      expect(isVariableRead(name)).toBe(true);
  });

  test('its commands scan, fail on a new key only, and leave a summary and a report', async () => {
    const commands = steps.flatMap(({ run = '' }) =>
      run.startsWith('npx credsweep ') ? [run.split(' ').slice(2)] : [],
    );
    expect(commands).toHaveLength(2);
    const [scan = [], report = []] = commands;
    expect((await stage.run(scan)).exitCode).toBe(0);
    addAccessKey(stage.organization, '200000000001', 'bot', { createdAt: daysAgo(500) });
    prepareReports(stage.organization, new Date());
    expect((await stage.run(scan)).exitCode).toBe(4);
    const summary = await stage.run(report.slice(0, report.indexOf('>>')));
    expect(summary).toMatchObject({ exitCode: 0 });
    expect(summary.stdout).toMatch(/^#/);
    expect(report.slice(-2)).toEqual(['>>', '"$GITHUB_STEP_SUMMARY"']);
    const upload = steps.find(({ uses = '' }) => uses.startsWith('actions/upload-artifact'));
    expect(scan.slice(-2)).toEqual(['--out', upload?.with?.path]);
    for (const step of steps.slice(-2)) expect(step.if).toBe('${{ !cancelled() }}');
  });
});

describe('the documents', () => {
  const documents = ['docs/deploy.md', 'docs/permissions.md'];

  test('show command lines that the program has', async () => {
    const commands = documents.flatMap(listCommands);
    expect(commands.length).toBeGreaterThanOrEqual(8);
    for (const words of commands)
      expect(words[0]).toBe((await parseCommandLine(words)).split(' ')[0]);
  });

  test('print roles by the command lines that they show', async () => {
    const commands = listCommands('docs/permissions.md').filter(([command]) => command === 'roles');
    expect(commands.length).toBeGreaterThanOrEqual(5);
    for (const words of commands) {
      const run = await stage.run(words);
      expect(run, words.join(' ')).toMatchObject({ exitCode: 0 });
    }
  });

  test('name every action that a policy allows, and no other', () => {
    const actions = (readsTags: boolean): readonly string[] => {
      const { hubPermissionsPolicy } = writeRolePolicies({
        roleName: 'CredsweepReader',
        hub: { kind: 'account', accountId: '100000000001' },
        partition: 'aws',
        externalId: null,
        organizationId: null,
        readsUserTags: readsTags,
        readsAccountTags: readsTags,
        alertTopicArns: readsTags ? ['arn:aws:sns:us-east-1:100000000001:keys'] : [],
      });
      return hubPermissionsPolicy.Statement.flatMap(({ Action }) => Action);
    };
    const rows = read('docs/permissions.md').matchAll(/^\| `(\w+:\w+)` .*/gm);
    const shown = [...rows].map(([row, action = '']) => ({
      action,
      isOptional: row.includes('only with'),
    }));
    expect(shown.map(({ action }) => action).toSorted()).toEqual(actions(true).toSorted());
    expect(
      shown
        .filter(({ isOptional }) => !isOptional)
        .map(({ action }) => action)
        .toSorted(),
    ).toEqual(actions(false).toSorted());
  });
});

describe('by systemd', () => {
  const worker = readUnit(read('deploy/systemd/credsweep-worker.service'));
  const scan = readUnit(read('deploy/systemd/credsweep-scan.service'));
  const timer = readUnit(read('deploy/systemd/credsweep-scan.timer'));

  test.each([
    ['worker', worker, 'worker'],
    ['scan', scan, 'scan'],
  ])('the %s is started by a command line that the program has', async (_name, unit, command) => {
    const [node, program, ...words] = unit['Service']?.['ExecStart']?.[0]?.split(' ') ?? [];
    expect(node).toBe('/opt/credsweep/node_modules/.bin/node');
    expect(read(program?.replace('/opt/credsweep/', '') ?? '')).toMatch(/^#!.*node/);
    expect(await parseCommandLine(words)).toBe(command);
    expect(Number(unit['Service']?.['TimeoutStopSec']?.[0])).toBeGreaterThan(workerGraceSeconds);
  });

  test('both are shut in alike', () => {
    const shut =
      /^(Protect|Private|Restrict|SystemCall|Lock|NoNew|Capability|Ambient|Dynamic|UMask)/;
    const pick = (unit: typeof worker): readonly [string, readonly string[]][] =>
      Object.entries(unit['Service'] ?? {}).filter(([name]) => shut.test(name));
    expect(pick(scan)).toEqual(pick(worker));
    expect(pick(worker).length).toBeGreaterThan(20);
    expect(worker['Service']).toMatchObject({
      DynamicUser: ['yes'],
      NoNewPrivileges: ['yes'],
      CapabilityBoundingSet: [''],
      ProtectSystem: ['strict'],
    });
  });

  test('the timer starts the scan each week, also one that was missed', () => {
    expect(timer).toMatchObject({
      Timer: { OnCalendar: ['Mon *-*-* 06:00:00'], Persistent: ['yes'] },
      Install: { WantedBy: ['timers.target'] },
    });
    expect(scan).not.toHaveProperty('Install');
    expect(worker['Install']).toEqual({ WantedBy: ['multi-user.target'] });
  });
});

type WorkflowStep = {
  readonly uses?: string;
  readonly run?: string;
  readonly if?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly with?: { readonly path?: string };
};

/** The command lines of credsweep in a document, lines that go on with `\\` joined. */
function listCommands(path: string): readonly (readonly string[])[] {
  return read(path)
    .replaceAll(/ \\\n\s*/g, ' ')
    .split('\n')
    .flatMap((line) => {
      const [, command] = /^ {4}.*(?:npx credsweep|credsweep\.js) ([^#>]+)/.exec(line) ?? [];
      return command === undefined ? [] : [splitWords(command)];
    });
}

function splitWords(command: string): readonly string[] {
  return [...command.matchAll(/'([^']*)'|(\S+)/g)].map(
    ([, quoted, plain]) => quoted ?? plain ?? '',
  );
}

function read(path: string): string {
  return readFileSync(`${repository}${path}`, 'utf8');
}

function daysAgo(days: number): Date {
  return new Date(Date.now() - days * 24 * 60 * 60 * 1000);
}

/** CloudFormation begins with capitals the names that the API of ECS begins with small letters. */
function lowerNames(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(lowerNames);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [
      name.slice(0, 1).toLowerCase() + name.slice(1),
      lowerNames(inner),
    ]),
  );
}

function leaveOut(value: unknown, names: readonly string[]): unknown {
  if (Array.isArray(value)) return value.map((item) => leaveOut(item, names));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name]) => !names.includes(name))
      .map(([name, inner]) => [name, leaveOut(inner, names)]),
  );
}
