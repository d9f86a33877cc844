'use strict';

/**
 * @typedef {{ label: string, color: string | null, hint?: string }} Chip
 * @typedef {{ kind: 'text' | 'count' | 'user' | 'account' | 'since' | 'chips' | 'fix', title: string, empty?: string, chips?: Chip[], filter?: string }} Column
 * @typedef {{ accountId: string, accountName: string }} Account
 */

/**
 * Draws, sorts and searches cells; their forms are those of `CellKinds` in `tables/report-table.ts`.
 *
 * Names come from other people's accounts: everything is a text node or an attribute, never HTML.
 * The next script of the page, `report-tables.js`, uses this.
 */
window.reportCells = (() => {
  /** @type {Account[]} */
  const accounts = JSON.parse(document.getElementById('accounts-data').textContent);
  const longestAgo = Number.MAX_SAFE_INTEGER;

  /** What stands in a cell, as `tables/render-cell.ts` writes it. */
  const parts = {
    text: (/** @type {Column} */ column, cell) =>
      cell === null ? [element('span', 'soft', column.empty ?? '')] : [cell],
    count: (_column, cell) => [String(cell)],
    user: (_column, [name, path, key]) => [
      element('bdi', 'name', ...(path === null ? [] : [element('span', 'soft', path)]), name),
      ...(key === null ? [] : [element('code', 'below', key)]),
    ],
    account: (_column, cell) => [
      element('bdi', 'name', accounts[cell].accountName),
      element('span', 'below', accounts[cell].accountId),
    ],
    since: (/** @type {Column} */ column, cell) => {
      if (cell === null) return [element('span', 'never', column.empty ?? '')];
      const [day, days, word = ''] = cell;
      return days === null
        ? [element('span', 'day', day)]
        : [element('span', 'days', `${word} ${days} d`.trim()), element('span', 'below', day)];
    },
    chips: (/** @type {Column} */ column, cell) =>
      cell.map((position) => drawChip(column.chips[position])),
    fix: (/** @type {Column} */ column, [position, command, followUp]) => {
      const { label, hint } = column.chips[position];
      return [
        element('b', 'action', label),
        ...(hint === undefined ? [] : [element('span', 'then', hint)]),
        ...(command === null ? [] : [drawCommand(command)]),
        ...(followUp === null
          ? []
          : [element('span', 'then', 'then, when the new key is in use'), drawCommand(followUp)]),
      ];
    },
  };

  /** By what a cell sorts: never is the longest ago; chips sort in the order of their legend. */
  const sortValues = {
    text: (cell) => (cell ?? '').toLowerCase(),
    count: (cell) => cell,
    user: ([name]) => name.toLowerCase(),
    account: (cell) => accounts[cell].accountName.toLowerCase(),
    since: (cell) => (cell === null ? longestAgo : (cell[1] ?? -Date.parse(cell[0]) / 86_400_000)),
    chips: (cell) => cell.map((position) => String(position).padStart(4, '0')).join(' '),
    fix: ([position]) => String(position).padStart(4, '0'),
  };

  const searchTexts = {
    text: (_column, cell) => cell ?? '',
    count: (_column, cell) => String(cell),
    user: (_column, [name, path, key]) => `${path ?? ''}${name} ${key ?? ''}`,
    account: (_column, cell) => `${accounts[cell].accountName} ${accounts[cell].accountId}`,
    since: (column, cell) => (cell === null ? (column.empty ?? '') : cell[0]),
    chips: (column, cell) => cell.map((position) => column.chips[position].label).join(' '),
    fix: (column, [position]) => column.chips[position].label,
  };

  /** @param {Chip} chip */
  function drawChip({ label, color }) {
    return color === null
      ? element('span', 'chip soft', label)
      : element('span', 'chip', drawDot(color), label);
  }

  /** @param {string} color */
  function drawDot(color) {
    const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
    const rect = document.createElementNS('http://www.w3.org/2000/svg', 'rect');
    const set = (node, attributes) =>
      Object.entries(attributes).forEach(([name, value]) => node.setAttribute(name, value));
    set(svg, { class: 'dot', viewBox: '0 0 10 10', 'aria-hidden': 'true' });
    set(rect, { width: '10', height: '10', rx: '2', fill: color });
    svg.append(rect);
    return svg;
  }

  /** @param {string} command */
  function drawCommand(command) {
    const words = command.split(' ').flatMap((word) => [' ', element('span', '', word)]);
    const code = element('code', 'command', ...words.slice(1));
    const button = element('button', 'copy', 'Copy');
    button.type = 'button';
    button.setAttribute('aria-label', `Copy ${command}`);
    button.addEventListener('click', () => {
      const say = (text) => {
        button.textContent = text;
        setTimeout(() => (button.textContent = 'Copy'), 2000);
      };
      getSelection().selectAllChildren(code);
      navigator.clipboard.writeText(command).then(
        () => say('Copied'),
        () => say('Selected'),
      );
    });
    return element('span', 'run', code, button);
  }

  /**
   * @param {string} name
   * @param {string} className
   * @param {...(string | Node)} content
   */
  function element(name, className, ...content) {
    const made = document.createElement(name);
    if (className !== '') made.className = className;
    made.append(...content);
    return made;
  }

  return {
    draw: (/** @type {Column} */ column, cell) =>
      element('span', 'cell', ...parts[column.kind](column, cell)),
    sortValue: (/** @type {Column} */ column, cell) => sortValues[column.kind](cell),
    searchText: (/** @type {Column} */ column, cell) => searchTexts[column.kind](column, cell),
    chipsOf: (/** @type {Column} */ column, cell) => (column.kind === 'fix' ? [cell[0]] : cell),
  };
})();
