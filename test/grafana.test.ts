import { readFileSync } from 'node:fs';
import { openStage, type ScanStage } from '@credsweep/testkit';
import { buildDemoOrganization } from '@credsweep/simulator';
import pg from 'pg';
import { checkTypes } from './deploy/check-types.ts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';

type Panel = {
  readonly id: number;
  readonly type: string;
  readonly title: string;
  readonly datasource: { readonly type: string; readonly uid: string };
  readonly gridPos: {
    readonly x: number;
    readonly y: number;
    readonly w: number;
    readonly h: number;
  };
  readonly options: object;
  readonly fieldConfig: { readonly defaults: { readonly custom?: object } };
  readonly targets: readonly { readonly rawSql: string; readonly format: string }[];
};
type Dashboard = {
  readonly panels: readonly Panel[];
  readonly templating: {
    readonly list: readonly { readonly name: string; readonly query: string }[];
  };
};

const folder = new URL('../deploy/grafana/', import.meta.url);
const { panels, templating } = JSON.parse(
  readGrafanaFile('dashboards/credsweep.json'),
) as Dashboard;
const dataSource = parse(readGrafanaFile('provisioning/datasources/credsweep.yaml')).datasources[0];

let stage: ScanStage;
let reader: pg.Client;
let organizationId: string;

beforeAll(async () => {
  stage = await openStage({ organization: buildDemoOrganization({ now: new Date() }) });
  for (let scan = 1; scan <= 2; scan += 1) await runTo(3, ['scan']);
  const password = { CREDSWEEP_READER_PASSWORD: 'for the dashboard' };
  await runTo(0, ['db', 'grant-reader', dataSource.user], password);
  const url = new URL(stage.database.url);
  url.username = dataSource.user;
  url.password = password.CREDSWEEP_READER_PASSWORD;
  reader = new pg.Client({ connectionString: url.href });
  await reader.connect();
  const query = templating.list.find(({ name }) => name === 'organization')?.query ?? '';
  organizationId = (await reader.query(query)).rows[0].organization_id;
}, 120_000);

afterAll(async () => {
  await reader.end();
  await stage.database.pool.query(`drop owned by ${dataSource.user}; drop role ${dataSource.user}`);
  await stage.close();
});

describe('the dashboard', () => {
  test.each(panels)('$title: its query gives rows to a reader of the views', async (panel) => {
    for (const { rawSql, format } of panel.targets) {
      const { rows, fields } = await reader.query(fillIn(rawSql));
      expect(rows.length).toBeGreaterThan(0);
      // A series needs its time, and a panel of one value only that one.
      if (format === 'time_series') expect(fields[0]?.name).toBe('time');
      if (panel.type === 'stat') expect([rows.length, fields.length]).toEqual([1, 1]);
    }
  });

  test('shows the figures of the newest scan', async () => {
    const { rows } = await stage.database.pool.query(
      `select stale_users, high_risk_keys, failed, as_of,
         floor(1000.0 * scanned / (accounts - skipped)) / 10 as coverage
       from credsweep.organization_trend where scan_id = 2`,
    );
    const shown = async (title: string): Promise<unknown> => {
      const sql = panels.find((panel) => panel.title === title)?.targets[0]?.rawSql ?? '';
      return Object.values((await reader.query(fillIn(sql))).rows[0] as object)[0];
    };
    expect(await shown('Stale users')).toBe(rows[0].stale_users);
    expect(await shown('High-risk keys')).toBe(rows[0].high_risk_keys);
    expect(await shown('Accounts not read')).toBe(rows[0].failed);
    expect(await shown('Data as of')).toEqual(rows[0].as_of);
    expect(await shown('Coverage')).toBe(rows[0].coverage);
  });

  test('has all its bars: users and active keys of the accounts shown are those of the views', async () => {
    for (const [title, counted] of [
      ['Stale users by account', 'user_count'],
      ['Active access keys by age', 'active_key_count'],
    ] as const) {
      const view = counted === 'user_count' ? 'aws_staleuser_summary' : 'aws_accesskey_summary';
      const panel = panels.find((candidate) => candidate.title.startsWith(title));
      const { rows } = await reader.query(fillIn(panel?.targets[0]?.rawSql ?? ''));
      for (const { account, ...bars } of rows as Record<string, string | number>[]) {
        const accountId = /\((\d{12})\)$/.exec(String(account))?.[1];
        const { rows: sums } = await stage.database.pool.query(
          `select sum(${counted})::integer as sum from credsweep.${view} where account_id = $1`,
          [accountId],
        );
        const stacked = Object.values(bars).reduce<number>((sum, bar) => sum + Number(bar), 0);
        expect(stacked, String(account)).toBe(sums[0].sum);
      }
    }
  });

  test('has panels that do not lie on each other, and asks its own data source', () => {
    expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
    const cells = panels.flatMap(({ gridPos: { x, y, w, h } }) =>
      Array.from({ length: w * h }, (_, cell) => `${x + (cell % w)} ${y + Math.floor(cell / w)}`),
    );
    expect(new Set(cells).size).toBe(cells.length);
    expect(Math.max(...panels.map(({ gridPos: { x, w } }) => x + w))).toBeLessThanOrEqual(24);
    for (const { datasource } of panels)
      expect(datasource).toEqual({ type: dataSource.type, uid: '${datasource}' });
    expect(templating.list.find(({ name }) => name === 'datasource')?.query).toBe(dataSource.type);
  });

  test('is as the types of Grafana have it, each panel with the options that it knows', async () => {
    const dashboard = JSON.parse(readGrafanaFile('dashboards/credsweep.json')) as unknown;
    const from = '@grafana/schema';
    expect(
      await checkTypes([
        { name: 'dashboard', value: dashboard, type: 'Dashboard', from },
        ...panels.flatMap(({ title, type, options, fieldConfig }) => {
          const module = `${from}/dist/esm/raw/composable/${type}/panelcfg/x/${panelNames[type]}PanelCfg_types.gen`;
          const part = { name: title, isPartial: true, from: module };
          const { custom } = fieldConfig.defaults;
          return [
            { ...part, type: 'Options', value: options },
            ...(custom === undefined ? [] : [{ ...part, type: 'FieldConfig', value: custom }]),
          ];
        }),
      ]),
    ).toEqual([]);
    const value = { ...panels[0]?.options, colourMode: 'value' };
    const module = `${from}/dist/esm/raw/composable/stat/panelcfg/x/StatPanelCfg_types.gen`;
    expect(
      await checkTypes([{ name: 'x', value, type: 'Options', isPartial: true, from: module }]),
    ).toEqual([expect.stringContaining('colourMode')]);
  });

  test('and its data source hold no password', () => {
    expect(dataSource.secureJsonData).toEqual({ password: '${CREDSWEEP_READER_PASSWORD}' });
  });
});

/** As the package of types spells them. */
const panelNames: Readonly<Record<string, string>> = {
  stat: 'Stat',
  barchart: 'BarChart',
  timeseries: 'TimeSeries',
  table: 'Table',
};

async function runTo(
  exitCode: number,
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<void> {
  const run = await stage.run(args, { environment, timeoutMs: 60_000 });
  expect(run.exitCode, run.stderr).toBe(exitCode);
}

function readGrafanaFile(name: string): string {
  return readFileSync(new URL(name, folder), 'utf8');
}

/** Puts in what Grafana would: its variables, and its macros for the time range. */
function fillIn(sql: string): string {
  return sql
    .replaceAll('${organization}', organizationId)
    .replaceAll(/\$__timeFilter\((\w+)\)/g, `$1 between now() - interval '1 year' and now()`);
}
