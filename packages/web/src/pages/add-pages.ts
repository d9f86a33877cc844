import { CredsweepError, severities, type AccountOrder } from '@credsweep/core';
import type { FindingState } from '@credsweep/postgres';
import type { Hono } from 'hono';
import { requireRole } from '../access/authenticate.ts';
import { readForm } from '../access/check-form.ts';
import { checkExemption } from '../operations/check-exemption.ts';
import { startOneScan } from '../operations/start-scan.ts';
import type { WebContext, WebEnvironment } from '../web-environment.ts';
import type { WebLog } from '../web-log.ts';
import { renderAccountPage } from './account-page.ts';
import { renderAccountsPage } from './accounts-page.ts';
import { addLogin, type LoginOptions } from './add-login.ts';
import { renderFindingPage } from './finding-page.ts';
import { renderFindingsPage } from './findings-page.ts';
import { renderOverviewPage } from './overview-page.ts';
import { addPageFiles } from './page-files.ts';
import { renderScanPage } from './scan-page.ts';
import { renderScansPage } from './scans-page.ts';
import { renderSearchPage } from './search-page.ts';

/** Adds the pages for people, and what their buttons do. */
export function addPages(
  app: Hono<WebEnvironment>,
  options: LoginOptions & { readonly log: WebLog },
): void {
  addPageFiles(app);
  addLogin(app, options);
  addViews(app);
  addActions(app, options.log);
}

function addViews(app: Hono<WebEnvironment>): void {
  const show =
    (render: (context: WebContext, principal: ReturnType<typeof requireRole>) => Promise<string>) =>
    async (context: WebContext): Promise<Response> => {
      const page = await render(context, requireRole(context, 'reader'));
      context.header('cache-control', 'no-store');
      return context.html(page);
    };
  app.get(
    '/',
    show((context, principal) => renderOverviewPage(context.get('sources'), principal)),
  );
  app.get(
    '/accounts',
    show((context, principal) =>
      renderAccountsPage(context.get('sources'), principal, {
        order: choose(context, 'order', orders) || 'high-risk-keys',
        q: readText(context, 'q'),
        cursor: context.req.query('cursor'),
      }),
    ),
  );
  app.get(
    '/accounts/:accountId{\\d{12}}',
    show((context, principal) =>
      renderAccountPage(context.get('sources'), principal, {
        accountId: context.req.param('accountId') ?? '',
        users: context.req.query('users'),
        keys: context.req.query('keys'),
      }),
    ),
  );
  app.get(
    '/search',
    show((context, principal) =>
      renderSearchPage(context.get('sources'), principal, readText(context, 'q')),
    ),
  );
  app.get(
    '/findings',
    show((context, principal) =>
      renderFindingsPage(context.get('sources'), principal, {
        state: choose(context, 'state', states),
        severity: choose(context, 'severity', severities),
        account: readAccountId(context),
        owner: readText(context, 'owner'),
        cursor: context.req.query('cursor'),
      }),
    ),
  );
  app.get(
    '/findings/:findingId{[1-9]\\d{0,14}}',
    show((context, principal) =>
      renderFindingPage(context.get('sources'), principal, readNumber(context, 'findingId')),
    ),
  );
  app.get(
    '/scans',
    show((context, principal) =>
      renderScansPage(context.get('sources'), principal, context.req.query('cursor')),
    ),
  );
  app.get(
    '/scans/:scanId{[1-9]\\d{0,8}}',
    show((context, principal) =>
      renderScanPage(context.get('sources'), principal, {
        scanId: readNumber(context, 'scanId'),
        cursor: context.req.query('cursor'),
      }),
    ),
  );
}

function addActions(app: Hono<WebEnvironment>, log: WebLog): void {
  app.post('/scans', async (context) => {
    const principal = requireRole(context, 'operator');
    await readForm(context, principal);
    const { scanId } = await startOneScan(context.get('sources'));
    log.info({ scanId, by: principal.name }, 'scan enqueued');
    return context.redirect(`/scans/${scanId}`, 303);
  });
  app.post('/scans/:scanId{[1-9]\\d{0,8}}/cancel', async (context) => {
    const principal = requireRole(context, 'operator');
    await readForm(context, principal);
    const scanId = readNumber(context, 'scanId');
    await context.get('sources').scans.cancelScan(scanId);
    log.info({ scanId, by: principal.name }, 'scan cancelled');
    return context.redirect(`/scans/${scanId}`, 303);
  });
  app.post('/findings/:findingId{[1-9]\\d{0,14}}/exempt', async (context) => {
    const principal = requireRole(context, 'operator');
    const { until, reason } = checkExemption(await readForm(context, principal));
    const findingId = readNumber(context, 'findingId');
    const { name: actor } = principal;
    await context.get('sources').findings.exemptFinding({ findingId, until, reason, actor });
    log.info({ findingId, until, by: actor }, 'finding exempted');
    return context.redirect(`/findings/${findingId}`, 303);
  });
  app.post('/findings/:findingId{[1-9]\\d{0,14}}/end-exemption', async (context) => {
    const principal = requireRole(context, 'operator');
    await readForm(context, principal);
    const findingId = readNumber(context, 'findingId');
    await context.get('sources').findings.endExemption({ findingId, actor: principal.name });
    log.info({ findingId, by: principal.name }, 'exemption ended');
    return context.redirect(`/findings/${findingId}`, 303);
  });
}

function readNumber(context: WebContext, name: string): number {
  return Number(context.req.param(name));
}

/** A text that somebody typed. */
function readText(context: WebContext, name: string): string {
  return (context.req.query(name) ?? '').trim().slice(0, 256);
}

function readAccountId(context: WebContext): string {
  const id = readText(context, 'account');
  if (id === '' || /^\d{12}$/.test(id)) return id;
  throw new CredsweepError('request_invalid', 'The id of an account has 12 digits.');
}

function choose<Value extends string>(
  context: WebContext,
  name: string,
  values: readonly Value[],
): Value | '' {
  const given = readText(context, name);
  const known = values.find((value) => value === given);
  if (known !== undefined || given === '') return known ?? '';
  throw new CredsweepError('request_invalid', `${name} is one of: ${values.join(', ')}.`);
}

const orders: readonly AccountOrder[] = ['high-risk-keys', 'stale-users', 'users', 'name'];
const states: readonly FindingState[] = ['open', 'resolved', 'exempted'];
