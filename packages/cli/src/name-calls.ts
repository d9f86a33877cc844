import type { Terminal, TextStream } from './terminal.ts';

/**
 * Writes calls of this program, such as "credsweep status", as they work where it was called: npm puts the programs of a
 * project on the path of what it runs ("npx", "npm run") and nowhere else, so that its callers need "npx credsweep".
 */
export function nameCalls(text: string, { environment }: Pick<Terminal, 'environment'>): string {
  return isRunByNpm(environment) ? text.replaceAll(calls, 'npx credsweep') : text;
}

/** A terminal that names calls in whatever is told on stderr: errors, notices, next steps. */
export function tellingCalls(terminal: Terminal): Terminal {
  return isRunByNpm(terminal.environment)
    ? { ...terminal, stderr: rewriteText(terminal.stderr, (text) => nameCalls(text, terminal)) }
    : terminal;
}

/** npm names the command that it carries out, such as `exec` or `run-script`, to what it runs. */
function isRunByNpm(environment: Terminal['environment']): boolean {
  return (environment['npm_command'] ?? '') !== '';
}

/** The stream itself, but for the texts that are written to it. */
function rewriteText(stream: TextStream, rewrite: (text: string) => string): TextStream {
  return new Proxy(stream, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name, target);
      if (typeof value !== 'function') return value;
      if (name !== 'write') return value.bind(target);
      return (text: unknown, ...rest: readonly unknown[]): unknown =>
        value.call(target, typeof text === 'string' ? rewrite(text) : text, ...rest);
    },
  });
}

/** Every command; what else follows the program's name is prose. */
export const commandNames = [
  'alerts',
  'completion',
  'db',
  'demo',
  'doctor',
  'init',
  'report',
  'roles',
  'scan',
  'schedule',
  'serve',
  'status',
  'version',
  'worker',
] as const;

const calls = new RegExp(
  `(?<![\\w./@-]|npx )credsweep(?= (?:--help|(?:${commandNames.join('|')})\\b))`,
  'g',
);
