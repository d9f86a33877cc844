import { globSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { repository } from './read-documents.ts';

test('every metric that the documentation names is one of a worker or of the web service, with its labels', () => {
  const source = ['worker', 'alert', 'web']
    .map((name) => readFileSync(`${repository}packages/cli/src/service/${name}-metrics.ts`, 'utf8'))
    .join('\n');
  const labelsOf = new Map(
    [
      ...source.matchAll(
        /name: '(credsweep_\w+)',(?:(?!name:)[\s\S])*?(?:labelNames: \[([^\]]*)\]|\}\))/g,
      ),
    ].map(([, name, labels = '']) => [
      name,
      [...labels.matchAll(/'(\w+)'/g)].map(([, label]) => label),
    ]),
  );
  expect(labelsOf.get('credsweep_aws_calls_total')).toEqual(['action']);
  const named = globSync('docs/*.md', { cwd: repository }).flatMap((path) => {
    const text = readFileSync(`${repository}${path}`, 'utf8');
    return [...text.matchAll(/(credsweep_[a-z_]+)(?:\{([^}]*)\})?/g)].map(
      ([, name = '', labels = '']) => ({
        name,
        labels: labels.split(',').map((label) => label.split('=')[0] ?? ''),
      }),
    );
  });
  const metrics = named.filter(({ name }) => !name.endsWith('_reader'));
  expect(metrics.length).toBeGreaterThan(10);
  for (const { name, labels } of metrics) {
    expect([...labelsOf.keys()]).toContain(name);
    expect([...(labelsOf.get(name) ?? []), '']).toEqual(expect.arrayContaining(labels));
  }
});
