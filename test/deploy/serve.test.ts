import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { loadConfiguration } from 'credsweep/configuration';
import { readCloudFormation } from '../roles/read-cloudformation.ts';
import { readKustomizeFolder, type KubernetesObject } from './kubernetes-objects.ts';
import { readTaskContainer } from './read-task-container.ts';
import { readUnit } from './read-units.ts';

/** The service ends by itself within its grace time, so that nobody needs to kill it. */
const serveGraceSeconds = 10;

describe('the web service on Kubernetes', () => {
  const { kustomization, files, objects } = readKustomizeFolder('serve');
  const find = (kind: string): KubernetesObject =>
    objects.find((object) => object.kind === kind) ?? expect.unreachable(kind);
  const deployment = find('Deployment');
  const pod = deployment.spec.template.spec;
  const [container] = pod.containers;
  const base = readKustomizeFolder('base');
  const worker = base.objects.find(({ kind }) => kind === 'Deployment')?.spec.template.spec;
  const labels = {
    ...kustomization.labels?.[0]?.pairs,
    ...deployment.spec.template.metadata.labels,
  };

  test('every file of the component is used, and the examples take it', () => {
    expect(kustomization.resources?.toSorted()).toEqual(files.toSorted());
    expect(readKustomizeFolder('example').kustomization.components).toContain('../serve');
    expect(readKustomizeFolder('example-oauth2-proxy').kustomization.resources).toContain(
      '../example',
    );
  });

  test('is shut in as the workers are, and has no role of AWS', () => {
    expect(pod).toMatchObject({ ...pick(worker, 'securityContext automountServiceAccountToken') });
    expect(container).toMatchObject({
      ...pick(worker?.containers[0], 'image securityContext volumeMounts'),
      resources: { limits: { memory: expect.any(String) } },
    });
    expect(pod.volumes).toEqual(worker?.volumes);
    expect(pod).toMatchObject({ serviceAccountName: find('ServiceAccount').metadata.name });
    expect(pod).not.toMatchObject(pick(worker, 'serviceAccountName'));
    expect(find('ServiceAccount').metadata).not.toHaveProperty('annotations');
    expect(pod.terminationGracePeriodSeconds).toBeGreaterThan(serveGraceSeconds);
  });

  test('is found by its labels, probed and reached at the port that it serves', () => {
    expect(kustomization.labels?.[0]?.includeTemplates).toBe(true);
    for (const selector of [
      deployment.spec.selector.matchLabels,
      find('Service').spec.selector,
      find('NetworkPolicy').spec.podSelector.matchLabels,
    ])
      expect(selector).toEqual(labels);
    const [{ name, containerPort }] = container.ports;
    expect(container.args.join(' ')).toContain(` --port ${containerPort}`);
    expect(container.startupProbe.httpGet).toEqual({ path: '/healthz', port: name });
    expect(container.livenessProbe.httpGet).toEqual({ path: '/healthz', port: name });
    expect(container.readinessProbe.httpGet).toEqual({ path: '/readyz', port: name });
    expect(find('Service').spec.ports).toEqual([{ name, port: containerPort, targetPort: name }]);
    expect(find('NetworkPolicy').spec.ingress[0].ports).toEqual([
      { port: containerPort, protocol: 'TCP' },
    ]);
  });

  test('shows metrics to Prometheus only, at a port that no Ingress leads to', () => {
    const metrics = container.ports.find(({ name }) => name === 'metrics');
    expect(container.args.join(' ')).toContain(`--metrics-port ${metrics?.containerPort}`);
    const service = objects.find(({ metadata }) => metadata.name === 'credsweep-serve-metrics');
    expect(service?.spec.selector).toEqual(labels);
    expect(service?.metadata).toMatchObject({
      annotations: { 'prometheus.io/port': String(metrics?.containerPort) },
    });
    expect(service?.spec.ports).toMatchObject([
      { port: metrics?.containerPort, targetPort: metrics?.name },
    ]);
    const policy = base.objects.find(({ kind }) => kind === 'NetworkPolicy');
    expect(labels).toMatchObject(policy?.spec.podSelector.matchLabels ?? {});
    expect(policy?.spec.ingress[0].ports).toEqual([
      { port: metrics?.containerPort, protocol: 'TCP' },
    ]);
  });

  test('has its tokens in a secret that workers do not see', () => {
    const secrets = [{ secretRef: { name: 'credsweep-environment' } }];
    const own = { secretRef: { name: 'credsweep-web' } };
    expect(container.envFrom).toEqual([...secrets, own]);
    expect(worker?.containers[0].envFrom).toEqual(secrets);
    expect(read('deploy/kubernetes/example/kustomization.yaml')).toContain(
      `create secret generic ${own.secretRef.name}`,
    );
  });
});

describe('the web service behind oauth2-proxy', () => {
  const folder = 'deploy/kubernetes/example-oauth2-proxy';
  const { kustomization, files } = readKustomizeFolder('example-oauth2-proxy');
  const patch = parse(read(`${folder}/serve-behind-proxy.yaml`)) as KubernetesObject;
  const [serve, proxy] = patch.spec.template.spec.containers as unknown as readonly [
    { readonly envFrom: readonly unknown[] },
    KubernetesObject['spec']['template']['spec']['containers'][0],
  ];
  const flags = Object.fromEntries(
    proxy.args.map((word) => [
      word.split('=', 1)[0] ?? '',
      word.slice(word.split('=', 1)[0]?.length).replace('=', ''),
    ]),
  );

  test('believes the headers of the proxy in its pod, which asks for the same group and address', async () => {
    const { web } = await loadConfiguration(`${repository}/${folder}`, {}, {}, ['web']);
    expect(web).toMatchObject({
      publicUrl: 'https://credsweep.example.com',
      proxyAuth: {
        userHeader: 'x-forwarded-email',
        groupsHeader: 'x-forwarded-groups',
        trustedProxies: [new URL(flags['--upstream'] ?? '').hostname],
      },
      trustedProxies: [flags['--trusted-proxy-ip']],
    });
    expect(flags['--redirect-url']).toBe(`${web?.publicUrl}/oauth2/callback`);
    expect(flags['--pass-user-headers']).toBe('true');
    const ingress = read(`${folder}/ingress.yaml`);
    expect(ingress).toContain(`host: ${new URL(web?.publicUrl ?? '').host}`);
  });

  test('is reached by the proxy only, which has no right that it does not need', () => {
    const [{ name, containerPort }] = proxy.ports;
    expect(flags['--http-address']).toBe(`0.0.0.0:${containerPort}`);
    const container = readKustomizeFolder('serve').objects.find(({ kind }) => kind === 'Deployment')
      ?.spec.template.spec.containers[0];
    expect(flags['--upstream']).toBe(`http://127.0.0.1:${container?.ports[0].containerPort}`);
    expect(proxy).toMatchObject(pick(container, 'securityContext'));
    expect(proxy.args.join(' ')).not.toContain('skip-auth');
    const patches = (kustomization.patches ?? []).flatMap(({ patch: text }) =>
      text === undefined ? [] : [parse(text) as KubernetesObject],
    );
    const find = (kind: string): KubernetesObject =>
      patches.find((object) => object.kind === kind) ?? expect.unreachable(kind);
    expect(find('Service').spec.ports).toMatchObject([{ targetPort: name }]);
    expect(find('NetworkPolicy').spec.ingress[0].ports).toEqual([
      { port: containerPort, protocol: 'TCP' },
    ]);
    expect(serve.envFrom).toEqual([{ secretRef: { name: 'credsweep-environment' } }]);
  });

  test('every file of the example is used', () => {
    const used = [
      ...(kustomization.resources ?? []),
      ...(kustomization.configMapGenerator ?? []).flatMap((map) => map.files),
      ...(kustomization.patches ?? []).flatMap(({ path }) => path ?? []),
    ];
    expect(used.filter((name) => !name.startsWith('../')).toSorted()).toEqual(files.toSorted());
  });
});

describe('the web service on ECS', () => {
  const { Resources } = readCloudFormation(read('deploy/ecs/credsweep-web.yaml'));
  const properties = (id: string) => Resources[id]?.Properties ?? expect.unreachable(id);
  const container = readTaskContainer(read('deploy/ecs/credsweep-web.yaml'));

  test('is reached from the load balancer only, which is internal, and only at its port', () => {
    expect(properties('LoadBalancer')).toMatchObject({ Scheme: 'internal', Type: 'application' });
    expect(properties('SecurityGroup')).not.toHaveProperty('SecurityGroupIngress');
    const port = Number(container.Command[container.Command.indexOf('--port') + 1]);
    const rule = { IpProtocol: 'tcp', FromPort: port, ToPort: port };
    expect(properties('FromLoadBalancer')).toEqual({
      ...rule,
      GroupId: { 'Fn::GetAtt': ['SecurityGroup', 'GroupId'] },
      SourceSecurityGroupId: { 'Fn::GetAtt': ['LoadBalancerSecurityGroup', 'GroupId'] },
    });
    expect(properties('ToService')).toMatchObject(rule);
    expect(container).toMatchObject({ PortMappings: [{ ContainerPort: port }] });
    expect(properties('Service')['LoadBalancers']).toEqual([
      { ContainerName: container.Name, ContainerPort: port, TargetGroupArn: { Ref: 'Targets' } },
    ]);
    expect(properties('Targets')).toMatchObject({ Port: port, HealthCheckPath: '/readyz' });
    expect(properties('Listener')).toMatchObject({ Port: 443, Protocol: 'HTTPS' });
  });

  test('is shut in as the workers are, and has no role of AWS', () => {
    const worker = readTaskContainer(read('deploy/ecs/credsweep.yaml'));
    const alike =
      'Image User ReadonlyRootFilesystem LinuxParameters HealthCheck StopTimeout Essential';
    expect(container).toMatchObject(pick(worker, alike));
    expect(properties('Task')).not.toHaveProperty('TaskRoleArn');
  });
});

describe('the web service by systemd', () => {
  const worker = readUnit(read('deploy/systemd/credsweep-worker.service'));
  const serve = readUnit(read('deploy/systemd/credsweep-serve.service'));

  test('differs from a worker by its command, its user and its environment only', () => {
    const own = ['ExecStart', 'User', 'EnvironmentFile'];
    const without = (unit: typeof worker) =>
      Object.entries(unit['Service'] ?? {}).filter(([name]) => !own.includes(name));
    expect(without(serve)).toEqual(without(worker));
    expect(serve['Install']).toEqual(worker['Install']);
    for (const name of own) expect(serve['Service']?.[name]).not.toEqual(worker['Service']?.[name]);
    expect(Number(serve['Service']?.['TimeoutStopSec']?.[0])).toBeGreaterThan(serveGraceSeconds);
  });
});

function pick(value: object | undefined, names: string): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(value ?? {}).filter(([name]) => names.split(' ').includes(name)),
  );
}

function read(path: string): string {
  return readFileSync(`${repository}/${path}`, 'utf8');
}

const repository = new URL('../..', import.meta.url).pathname.replace(/\/$/, '');
