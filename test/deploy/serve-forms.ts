import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { readTaskContainer } from './read-task-container.ts';
import { readUnit } from './read-units.ts';

/** How a form of `deploy/` starts the web service. */
export type ServeForm = {
  readonly name: string;
  /** The command line, from the command of credsweep on; what is of an installation is put in. */
  readonly words: readonly string[];
  /** Names of the variables that the process gets, and of no others. */
  readonly variables: readonly string[];
  /** Text of the configuration file, where the form has one. */
  readonly configuration: string | null;
};

/** Reads every form. */
export function readServeForms(): readonly ServeForm[] {
  const { services } = parse(read('docker-compose.yml'), { merge: true });
  const { containers } = parse(read('deploy/kubernetes/serve/serve.yaml')).spec.template.spec;
  const task = readTaskContainer(read('deploy/ecs/credsweep-web.yaml'));
  const unit = readUnit(read('deploy/systemd/credsweep-serve.service'));
  const secrets = [
    ...read('deploy/kubernetes/example/kustomization.yaml').matchAll(/--from-literal (\w+)=/g),
  ];
  const servers = ['DATABASE_URL', 'REDIS_URL'];
  return [
    {
      name: 'docker compose',
      words: services.serve.command.map((word: string) =>
        word.replaceAll(/\$\{\w+:-(\w+)\}/g, '$1'),
      ),
      variables: Object.keys(services.serve.environment),
      configuration: null,
    },
    {
      name: 'Kubernetes',
      words: containers[0].args,
      variables: secrets.map(([, name = '']) => name),
      configuration: read('deploy/kubernetes/base/credsweep.config.yaml'),
    },
    {
      name: 'Kubernetes behind oauth2-proxy',
      words: containers[0].args,
      variables: servers,
      configuration: read('deploy/kubernetes/example-oauth2-proxy/credsweep.config.yaml'),
    },
    {
      name: 'ECS',
      words: task.Command.map((word) =>
        typeof word === 'string' ? word : (parameters[word.Ref] ?? word.Ref),
      ),
      variables: task.Secrets.map(({ Name }) => Name),
      configuration: null,
    },
    {
      name: 'systemd',
      words: (unit['Service']?.['ExecStart']?.[0] ?? '').split(' ').slice(2),
      variables: [...servers, 'CREDSWEEP_WEB_TOKENS'],
      configuration: null,
    },
  ];
}

/** What somebody who deploys the template of ECS says. */
const parameters: Readonly<Record<string, string>> = {
  PublicUrl: 'https://credsweep.example.com',
  LoadBalancerNetwork: '10.0.16.0/20',
};

function read(path: string): string {
  return readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
}
