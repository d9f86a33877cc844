import { describe, expect, it } from 'vitest';
import { isReportViewName, reportViewNames } from './report-views.ts';

describe('reportViewNames', () => {
  it('are the names that scripts and dashboards depend on', () => {
    expect(reportViewNames).toEqual([
      'aws_staleuser_details',
      'aws_staleuser_summary',
      'aws_accesskey_details',
      'aws_accesskey_highrisk',
      'aws_accesskey_summary',
      'root_credentials',
      'scan_coverage',
      'organization_trend',
      'key_findings',
      'organization_unit_summary',
      'owner_summary',
    ]);
  });
});

describe('isReportViewName', () => {
  it.each([
    ['aws_staleuser_details', true],
    ['AWS_StaleUser_Details', false],
    ['credsweep.aws_staleuser_details', false],
    ['', false],
  ])('%j: %s', (name, expected) => {
    expect(isReportViewName(name)).toBe(expected);
  });
});
