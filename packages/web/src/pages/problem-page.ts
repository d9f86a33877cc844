import { html } from '@credsweep/reports';
import type { Principal } from '../access/principal.ts';
import type { Problem } from '../problem.ts';
import { renderPage, renderTitle } from './layout.ts';

/** Tells a person what went wrong. */
export function renderProblemPage(problem: Problem, principal: Principal | null): string {
  const { title, detail, code, requestId, status } = problem;
  return renderPage(
    { title, principal },
    html`${renderTitle(title, `${status}`)}
      <p class="message bad" role="alert">${detail}</p>
      <p class="soft"><code>${code}</code> · request <code>${requestId}</code></p>
      <p><a href="/">To the overview</a></p>`,
  );
}
