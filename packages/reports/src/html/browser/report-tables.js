'use strict';

/**
 * Gives each table of the page all its rows, with sorting, search, filters and pages (DataTables).
 *
 * The search is done here and not by the library, which would read the texts of cells as HTML.
 */
(() => {
  const { reportCells } = window;
  const maxPrintedRows = 1000;
  const isNarrow = matchMedia('(max-width: 640px)').matches;

  for (const holder of document.querySelectorAll('[data-table]')) {
    const data = document.getElementById(`${holder.dataset.table}-data`);
    if (data !== null) openTable(holder, JSON.parse(data.textContent));
  }

  function openTable(holder, { columns, rows }) {
    const controls = holder.querySelector('.controls');
    const pageSize = controls.querySelector('[data-page-size]');
    if (isNarrow) pageSize.value = '10';
    let matches = () => true;
    const table = new DataTable(holder.querySelector('table'), {
      ...describeTable(columns),
      data: rows,
      pageLength: Number(pageSize.value),
    });
    table.search.fixed('controls', (_text, row, index) => matches(row, index));
    const apply = () => {
      matches = openMatcher(columns, controls);
      table.page.len(Number(pageSize.value)).draw();
    };
    let waiting;
    controls.addEventListener('input', () => {
      clearTimeout(waiting);
      waiting = setTimeout(apply, 120);
    });
    controls.addEventListener('reset', () => setTimeout(apply));
    controls.addEventListener('submit', (event) => event.preventDefault());
    const caption = holder.querySelector('h3').textContent;
    holder.querySelector('.dt-paging nav').setAttribute('aria-label', `Pages: ${caption}`);
    controls.hidden = false;
    holder.querySelector('.without-script')?.remove();
    expandForPrint(table, holder.querySelector('.print-rows'));
  }

  function describeTable(columns) {
    return {
      columns: columns.map((column, index) => ({
        data: index,
        type: column.kind === 'since' || column.kind === 'count' ? 'num' : 'string',
        className: column.kind,
        searchable: false,
        orderSequence:
          column.kind === 'since' || column.kind === 'count' ? ['desc', 'asc'] : ['asc', 'desc'],
        render: (cell, type) =>
          type === 'display' ? reportCells.draw(column, cell) : reportCells.sortValue(column, cell),
      })),
      createdRow: (row, _data, _index, cells) => {
        row.setAttribute('role', 'row');
        cells.forEach((cell, index) => {
          cell.setAttribute('role', 'cell');
          cell.setAttribute('data-label', columns[index].title);
        });
      },
      order: [],
      autoWidth: false,
      deferRender: true,
      layout: { topStart: null, topEnd: null, bottomStart: 'info', bottomEnd: 'paging' },
      language: {
        info: '_START_–_END_ of _TOTAL_',
        infoEmpty: 'No rows',
        infoFiltered: '(filtered from _MAX_)',
        zeroRecords: 'No row matches.',
        thousands: ',',
        paginate: { first: '«', previous: '‹', next: '›', last: '»' },
      },
    };
  }

  /** Every word of the search must stand somewhere in the row, and every filter must hold. */
  const searchTexts = new WeakMap();
  function openMatcher(columns, controls) {
    const words = normalize(controls.querySelector('input').value).split(/\s+/).filter(Boolean);
    const filters = [...controls.querySelectorAll('[data-filter]')]
      .filter((select) => select.value !== '')
      .map((select) => [Number(select.dataset.filter), Number(select.value)]);
    const textOf = (row) => {
      if (!searchTexts.has(row)) {
        const texts = columns.map((column, index) => reportCells.searchText(column, row[index]));
        searchTexts.set(row, normalize(texts.join(' ')));
      }
      return searchTexts.get(row);
    };
    return (row) =>
      filters.every(([column, chip]) =>
        reportCells.chipsOf(columns[column], row[column]).includes(chip),
      ) && words.every((word) => textOf(row).includes(word));
  }

  function normalize(text) {
    return text.normalize('NFKC').toLowerCase();
  }

  /** Paper has no pages to turn: all rows that match are printed, up to a number that is told. */
  function expandForPrint(table, note) {
    let pageSize = null;
    addEventListener('beforeprint', () => {
      if (pageSize !== null) return;
      pageSize = table.page.len();
      const count = table.page.info().recordsDisplay;
      note.textContent =
        count > maxPrintedRows
          ? ` Printed: the first ${maxPrintedRows} of ${count} rows.`
          : ` Printed: ${count} rows.`;
      table.page.len(maxPrintedRows).draw();
    });
    addEventListener('afterprint', () => {
      if (pageSize === null) return;
      table.page.len(pageSize).draw();
      pageSize = null;
      note.textContent = '';
    });
  }
})();
