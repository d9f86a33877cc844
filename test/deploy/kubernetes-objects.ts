import { readdirSync, readFileSync } from 'node:fs';
import { parse } from 'yaml';

/** An object of Kubernetes, as far as the tests look into it. */
export type KubernetesObject = {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly labels?: Labels;
    readonly annotations?: Labels;
  };
  readonly spec: KubernetesSpec;
};

/** What any kind of object may say of itself; absent parts are of other kinds. */
type KubernetesSpec = {
  readonly selector: { readonly matchLabels: Labels } & Labels;
  readonly podSelector: { readonly matchLabels: Labels };
  readonly template: {
    readonly metadata: { readonly labels: Labels };
    readonly spec: PodSpec;
  };
  readonly scaleTargetRef: { readonly name: string };
  readonly ports: readonly unknown[];
  readonly ingress: readonly [{ readonly ports: readonly unknown[] }];
  readonly triggers: readonly [
    { readonly type: string; readonly metadata: Readonly<Record<string, string>> },
  ];
};

/** A pod of one container. */
type PodSpec = {
  readonly terminationGracePeriodSeconds: number;
  readonly topologySpreadConstraints: readonly [
    { readonly labelSelector: { readonly matchLabels: Labels } },
  ];
  readonly containers: readonly [Container];
  readonly volumes: readonly unknown[];
};

type Container = Readonly<Record<Probe, { readonly httpGet: unknown }>> & {
  readonly args: readonly string[];
  readonly ports: readonly [{ readonly name: string; readonly containerPort: number }];
  readonly envFrom: readonly unknown[];
  readonly volumeMounts: readonly unknown[];
};

type Probe = 'startupProbe' | 'livenessProbe' | 'readinessProbe';

/** Labels, or annotations. */
type Labels = Readonly<Record<string, string>>;

/** What a folder gives to kustomize. */
export type KustomizeFolder = {
  readonly kustomization: {
    readonly kind: string;
    readonly resources?: readonly string[];
    readonly components?: readonly string[];
    readonly labels?: readonly { readonly pairs: Labels; readonly includeTemplates: boolean }[];
    readonly images?: readonly { readonly name: string; readonly newTag: string }[];
    readonly patches?: readonly { readonly patch?: string; readonly path?: string }[];
    readonly configMapGenerator?: readonly {
      readonly name: string;
      readonly files: readonly string[];
    }[];
  };
  readonly files: readonly string[];
  readonly objects: readonly KubernetesObject[];
};

/** Reads a folder of `deploy/kubernetes`. */
export function readKustomizeFolder(name: string): KustomizeFolder {
  const folder = new URL(`../../deploy/kubernetes/${name}/`, import.meta.url);
  const read = (file: string): unknown => parse(readFileSync(new URL(file, folder), 'utf8'));
  const kustomization = read('kustomization.yaml') as KustomizeFolder['kustomization'];
  return {
    kustomization,
    files: readdirSync(folder).filter((file) => file !== 'kustomization.yaml'),
    objects: (kustomization.resources ?? [])
      .filter((resource) => resource.endsWith('.yaml'))
      .map((resource) => read(resource) as KubernetesObject),
  };
}
