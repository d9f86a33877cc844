import { readFile } from 'node:fs/promises';

/** Reads the queries of the Grafana dashboard, with what Grafana would put in: the organization, and a year. */
export async function readDashboardQueries(
  organizationId: string,
): Promise<readonly { readonly title: string; readonly sql: string }[]> {
  const file = new URL('../../../deploy/grafana/dashboards/credsweep.json', import.meta.url);
  const { panels } = JSON.parse(await readFile(file, 'utf8')) as {
    readonly panels: readonly {
      readonly title: string;
      readonly targets: readonly { readonly rawSql: string }[];
    }[];
  };
  return panels.flatMap(({ title, targets }) =>
    targets.map(({ rawSql }) => ({
      title,
      sql: rawSql
        .replaceAll('${organization}', organizationId)
        .replaceAll(/\$__timeFilter\((\w+)\)/g, `$1 > now() - interval '1 year'`),
    })),
  );
}
