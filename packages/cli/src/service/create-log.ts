import { pino, type Logger } from 'pino';
import { wantsColor, type Terminal } from '../terminal.ts';
import { formatLogLine, type LogLine } from './format-log-line.ts';
import { cut, scrubTexts } from './scrub-secrets.ts';

/** The levels of a log, most severe first; `silent` writes nothing. */
const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;

/** A level of a log. */
export type LogLevel = (typeof logLevels)[number];

/**
 * Opens the log of a service on stderr: a JSON object per line, or, where a person looks at it, a short line of text.
 *
 * No secret gets into it: fields that hold one are redacted, and so is what looks like one in any text.
 */
export function createLog(terminal: Terminal, level: LogLevel): Logger {
  const { stderr } = terminal;
  const color = wantsColor(terminal, stderr);
  const isWatched = stderr.isTTY === true;
  return pino(
    {
      level,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      redact: { paths: [...secretPaths], censor: cut },
    },
    {
      write: (line: string) => {
        const clean = scrubTexts(JSON.parse(line)) as LogLine;
        stderr.write(isWatched ? formatLogLine(clean, color) : `${JSON.stringify(clean)}\n`);
      },
    },
  );
}

const secretNames = [
  'password',
  'secret',
  'secretAccessKey',
  'sessionToken',
  'credentials',
  'authorization',
  'token',
  'leaseToken',
  'externalId',
  'DATABASE_URL',
  'REDIS_URL',
];
/** At the top of an object and one level below. */
const secretPaths = secretNames.flatMap((name) => [name, `*.${name}`]);
