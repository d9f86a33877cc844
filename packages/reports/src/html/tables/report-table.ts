import type { NamedAccount } from '../html-report-data.ts';

/** A label of a column with few different values; `color` is a variable of the page for its dot. */
export type Chip = {
  readonly label: string;
  readonly color: string | null;
  /** Stands below the label of a fix that has no command. */
  readonly hint?: string;
};

/**
 * What a cell holds, by the kind of its column. The same cells are written into the page for its first rows and, as
 * JSON, given to its script for all rows.
 */
export type CellKinds = {
  /** Shown as it is; null shows the column's `empty`. */
  readonly text: string | null;
  readonly count: number;
  /** Name and path of a user, and the key in question; the path is null for `/`. */
  readonly user: readonly [name: string, path: string | null, key: string | null];
  /** Position in the list of accounts. */
  readonly account: number;
  /**
   * A day, and how many whole days ago it was, with a word before these; null shows the column's `empty` and sorts as
   * the longest ago.
   */
  readonly since: readonly [day: string, days: number | null, word?: string] | null;
  /** Positions in the column's chips. */
  readonly chips: readonly number[];
  /** Position in the column's chips, command, and what follows it. */
  readonly fix: readonly [chip: number, command: string | null, followUp: string | null];
};

/** Kind of a column. */
type CellKind = keyof CellKinds;

/** A column of a kind. */
type ColumnOf<Row, Kind extends CellKind> = {
  readonly kind: Kind;
  readonly title: string;
  /** Whether its texts are numbers, which stand on the right. */
  readonly isNumber?: boolean;
  readonly cell: (row: Row, account: (account: NamedAccount) => number) => CellKinds[Kind];
  /** Shown where there is no value. */
  readonly empty?: string;
  readonly chips?: readonly Chip[];
  /** Name of the filter that offers the chips of the column. */
  readonly filter?: string;
  /** Where the cell leads to, in pages that have others beside them; null: nowhere. */
  readonly href?: (row: Row) => string | null;
};

/** A column of any kind. */
export type TableColumn<Row> = { [Kind in CellKind]: ColumnOf<Row, Kind> }[CellKind];

/** A table of the report: some rows of a view, the worst first. */
export type ReportTable<Row> = {
  readonly id: string;
  readonly caption: string;
  readonly noun: string;
  readonly csvFile: string;
  /** Says which rows are in the page where not all are. */
  readonly worst: string;
  readonly columns: readonly TableColumn<Row>[];
  readonly rows: readonly Row[];
  /** Rows of the view. */
  readonly total: number;
};
