import type { ReportReader, ViewRow, ViewValue } from '@credsweep/core';
import { renderAsff, renderOcsf } from '@credsweep/reports';
import { describe, expect, test } from 'vitest';
import { checkAsffFinding } from './findings-formats/check-asff-finding.ts';
import { checkOcsfEvent } from './findings-formats/check-ocsf-event.ts';
import {
  asOf,
  createFixedReader,
  daysAgo,
  makeSummary,
  type Row,
} from './html-report/fixed-report-reader.ts';

const productVersion = '1.0.0';
const hub = { region: null, importAccountId: null, productVersion };

/** A row of `aws_accesskey_highrisk` as it was before there were severities, owners and tags. */
function makeOldRow(userName: string, accountId = '123456789012', differences: Row = {}): Row {
  return {
    account_id: accountId,
    account_name: 'shop',
    user_name: userName,
    user_arn: `arn:aws:iam::${accountId}:user/${userName}`,
    is_root: false,
    access_key_id: null,
    key_slot: 1,
    status: 'Active',
    last_rotated_at: daysAgo(800),
    age_days: 800,
    last_used_at: daysAgo(2),
    days_since_used: 2,
    last_used_region: null,
    last_used_service: 's3',
    risk_reasons: ['rotation_overdue'],
    data_as_of: asOf,
    finding_id: null,
    first_flagged_at: null,
    is_new: false,
    ...differences,
  };
}

describe('rows without the newest columns', () => {
  const render = async (row: Row) => {
    const reader = createFixedReader(makeSummary(), { aws_accesskey_highrisk: [row] });
    const [, event] = readLines(
      await collect(renderOcsf(reader, makeSummary(), { productVersion })),
    );
    return event as { readonly severity: string; readonly resources: readonly object[] };
  };

  test('are judged from their facts, and have no owner and no tags', async () => {
    const event = await render(makeOldRow('deploy'));
    expect(checkOcsfEvent(event)).toEqual([]);
    expect(event.severity).toBe('High');
    expect(event.resources[0]).not.toHaveProperty('owner');
    expect(event.resources[0]).not.toHaveProperty('tags');
  });

  test('give way to what the columns say where they are there', async () => {
    const event = await render({
      ...makeOldRow('deploy'),
      severity: 'low',
      owner: 'team-shop',
      tags: '{"team": "shop"}',
    });
    expect(event.severity).toBe('Low');
    expect(event.resources[0]).toMatchObject({
      owner: { name: 'team-shop' },
      tags: [{ name: 'team', value: 'shop' }],
    });
  });
});

test('keys of a user that nothing known tells apart are findings of their own', async () => {
  const reader = createFixedReader(makeSummary(), {
    aws_accesskey_highrisk: [
      makeOldRow('anna'),
      makeOldRow('anna', '123456789012', { key_slot: 2 }),
      makeOldRow('bert'),
      makeOldRow('bert', '123456789012', { last_rotated_at: daysAgo(900) }),
    ],
  });
  const [batch] = readLines(await collect(renderAsff(reader, makeSummary(), hub)));
  const findings = batch as readonly { readonly Id: string }[];
  expect(findings.flatMap((finding) => checkAsffFinding(finding))).toEqual([]);
  expect(new Set(findings.map((finding) => finding.Id)).size).toBe(4);
});

describe('many findings', () => {
  test('come in batches of at most 100, each of one account', async () => {
    const rows = ['111111111111', '222222222222'].flatMap((accountId) =>
      Array.from({ length: 250 }, (_, index) => makeOldRow(`user-${index}`, accountId)),
    );
    const reader = createFixedReader(makeSummary(), { aws_accesskey_highrisk: rows });
    const sizes = async (importAccountId: string | null) =>
      readLines(await collect(renderAsff(reader, makeSummary(), { ...hub, importAccountId }))).map(
        (batch) => (batch as readonly unknown[]).length,
      );
    expect(await sizes(null)).toEqual([100, 100, 50, 100, 100, 50]);
    expect(await sizes('999999999999')).toEqual([100, 100, 100, 100, 100]);
  });

  test('of great size make smaller batches, for one call takes 6 MB', async () => {
    const tags = JSON.stringify(
      Object.fromEntries(
        // JSON writes each of these characters with six.
        Array.from({ length: 50 }, (_, index) => [`tag-${index}`, '\u0001'.repeat(256)]),
      ),
    );
    const reader = createFixedReader(makeSummary(), {
      aws_accesskey_highrisk: Array.from({ length: 400 }, (_, index) =>
        makeOldRow(`user-${index}`, '111111111111', {
          tags,
        }),
      ),
    });
    const text = await collect(renderAsff(reader, makeSummary(), hub));
    const lines = text.split('\n').slice(0, -1);
    expect(lines.length).toBeGreaterThan(4);
    for (const line of lines) expect(Buffer.byteLength(line)).toBeLessThan(6_000_000);
    expect(readLines(text).flat()).toHaveLength(400);
  });

  test.each([
    ['ocsf', (reader: ReportReader) => renderOcsf(reader, makeSummary(), { productVersion })],
    ['asff', (reader: ReportReader) => renderAsff(reader, makeSummary(), hub)],
  ])('are read no further than they are written (%s)', async (_format, render) => {
    let batches = 0;
    const columns = Object.keys(makeOldRow('x'));
    const reader: ReportReader = {
      ...createFixedReader(makeSummary(), {}),
      readView: async (view) => ({
        columns,
        batches: (async function* () {
          if (view !== 'aws_accesskey_highrisk') return;
          for (;;) {
            batches += 1;
            yield Array.from({ length: 100 }, (_, index) =>
              toRow(columns, makeOldRow(`user-${batches}-${index}`)),
            );
          }
        })(),
      }),
    };
    let pieces = 0;
    for await (const piece of render(reader)) {
      expect(piece).not.toBe('');
      pieces += 1;
      if (pieces === 20) break;
    }
    expect(batches).toBeLessThanOrEqual(22);
  });
});

function toRow(columns: readonly string[], row: Row): ViewRow {
  return columns.map((column): ViewValue => row[column] ?? null);
}

async function collect(pieces: AsyncIterable<string>): Promise<string> {
  let text = '';
  for await (const piece of pieces) text += piece;
  return text;
}

function readLines(text: string): readonly unknown[] {
  return text
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line));
}
