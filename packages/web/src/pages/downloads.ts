import { reportViewNames } from '@credsweep/core';
import { html, type Markup } from '@credsweep/reports';

/** Links to all rows of each view as CSV. */
export function renderDownloads(scanId: number | null): Markup {
  const query = scanId === null ? '' : `?scan=${scanId}`;
  return html`<section class="part" aria-labelledby="downloads-title">
    <h2 id="downloads-title">Downloads</h2>
    <p class="lead">
      All rows as CSV,
      ${scanId === null ? 'as they are now' : `as they were when scan ${scanId} had ended`}.
    </p>
    <ul class="downloads">
      ${reportViewNames.map((view) => html`<li><a href="/api/v1/views/${view}/csv${query}" download>${view}.csv</a></li>`)}
    </ul>
  </section>`;
}
