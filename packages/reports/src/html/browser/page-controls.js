'use strict';

/** The switch between light and dark, and the mark of the section that is being read. */
(() => {
  const root = document.documentElement;
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
    show();
  });
  prefersDark.addEventListener('change', show);
  show();
  button.hidden = false;

  const links = [...document.querySelectorAll('nav a')];
  const sections = links.map((link) => document.querySelector(link.getAttribute('href')));
  const mark = () => {
    const passed = sections.filter((section) => section.getBoundingClientRect().top < 120);
    const current = sections.indexOf(passed.at(-1) ?? sections[0]);
    links.forEach((link, index) => {
      if (index === current) link.setAttribute('aria-current', 'true');
      else link.removeAttribute('aria-current');
    });
  };
  let asked = false;
  addEventListener(
    'scroll',
    () => {
      if (asked) return;
      asked = true;
      requestAnimationFrame(() => {
        asked = false;
        mark();
      });
    },
    { passive: true },
  );
  mark();
})();
