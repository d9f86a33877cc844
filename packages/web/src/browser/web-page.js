'use strict';

/** The colours that were chosen, before anything is drawn. */
(() => {
  const root = document.documentElement;
  const stored = localStorage.getItem('credsweep-theme');
  if (stored === 'light' || stored === 'dark') root.dataset.theme = stored;

  addEventListener('DOMContentLoaded', () => {
    const button = document.getElementById('theme');
    const prefersDark = matchMedia('(prefers-color-scheme: dark)');
    const isDark = () =>
      root.dataset.theme === undefined ? prefersDark.matches : root.dataset.theme === 'dark';
    const show = () => {
      button.textContent = isDark() ? 'Light' : 'Dark';
      button.setAttribute('aria-label', isDark() ? 'Use light colours' : 'Use dark colours');
    };
    button.addEventListener('click', () => {
      root.dataset.theme = isDark() ? 'light' : 'dark';
      localStorage.setItem('credsweep-theme', root.dataset.theme);
      show();
    });
    prefersDark.addEventListener('change', show);
    show();
    button.hidden = false;

    const scan = document.querySelector('[data-events]');
    if (scan !== null) followScan(scan);
  });

  /** Shows how far a scan is, as it goes; at its end the page is loaded anew, for then it has more to tell. */
  function followScan(holder) {
    const source = new EventSource(holder.dataset.events);
    source.addEventListener('status', (event) => {
      const status = JSON.parse(event.data);
      for (const node of holder.querySelectorAll('[data-value]')) {
        const value = status[node.dataset.value];
        node.textContent = value === null || value === undefined ? '–' : String(value);
      }
      const done = status.scanned + status.failed + status.skipped;
      const progress = holder.querySelector('progress');
      progress.max = Math.max(1, status.accounts);
      progress.value = done;
      holder.querySelector('[data-done]').textContent = `${done} of ${status.accounts}`;
      const stall = holder.querySelector('[data-stall]');
      stall.textContent = status.stall ?? '';
      stall.hidden = status.stall === null;
    });
    source.addEventListener('end', () => {
      source.close();
      location.reload();
    });
    addEventListener('pagehide', () => source.close());
  }
})();
