declare module 'spdx-satisfies' {
  /** Whether a licence expression can be satisfied with the licences of a list; throws on what is no expression. */
  export default function satisfies(expression: string, licences: readonly string[]): boolean;
}
