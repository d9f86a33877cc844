import type * as z from 'zod';
import { didYouMean } from './did-you-mean.ts';

/**
 * What is wrong with a value, as the end of a sentence that begins with the name of its setting, such as `is not a
 * number`. Hand it to a schema with the values; what a schema says by itself wins. Of unknown settings there is a line
 * for each. No text of a person is shown: it may be a secret.
 */
export const describeIssue: z.core.$ZodErrorMap = (issue) => {
  switch (issue.code) {
    case 'invalid_type':
      return issue.input === undefined ? 'is missing' : describeType(issue.expected, issue.input);
    case 'invalid_value':
      return describeChoice(issue.input, issue.values.map(String));
    case 'too_small':
      return describeTooSmall(String(issue.origin), Number(issue.minimum));
    case 'too_big':
      return describeTooBig(String(issue.origin), Number(issue.maximum));
    case 'invalid_format':
      return issue.format === 'date' ? 'is not a date such as 2027-03-31' : undefined;
    case 'unrecognized_keys': {
      const names = listSettings(issue.inst);
      return issue.keys
        .map((key) => `there is no such setting${didYouMean(key, names)}`)
        .join('\n');
    }
    case 'invalid_union':
      return describeVariant(issue);
    case 'invalid_element':
    case 'invalid_key':
    case 'not_multiple_of':
    case 'custom':
      return undefined;
  }
};

/** What a schema says of a value of its own kind; one that is not there is missing, whatever it should be. */
export function unlessMissing(message: string): z.core.$ZodErrorMap {
  return ({ input }) => (input === undefined ? undefined : message);
}

/** A group of settings whose kind is named by one of them, such as `type`. */
function describeVariant(
  issue: z.core.$ZodRawIssue<z.core.$ZodIssueInvalidUnion>,
): string | undefined {
  const {
    discriminator = '',
    options = [],
    input,
  } = issue as {
    readonly discriminator?: string;
    readonly options?: readonly unknown[];
    readonly input?: unknown;
  };
  if (discriminator === '') return undefined;
  const named = (input as Readonly<Record<string, unknown>> | undefined)?.[discriminator];
  return describeChoice(named, options.map(String));
}

function describeChoice(input: unknown, values: readonly string[]): string {
  const typed = typeof input === 'string' ? input : '';
  return `is none of ${values.join(', ')}${didYouMean(typed, values)}`;
}

function describeType(expected: string, input: unknown): string {
  if (expected === 'string') {
    const isPlain = typeof input === 'number' || typeof input === 'boolean';
    return isPlain ? 'is not a text: put it in quotes' : 'is not a text';
  }
  const known: Readonly<Record<string, string>> = {
    number: 'is not a number',
    int: 'is not a whole number',
    boolean: 'is neither true nor false',
    array: 'is not a list',
    object: 'is not a group of settings (name: value)',
    record: 'is not a group of settings (name: value)',
  };
  return known[expected] ?? `is not of the kind ${expected}`;
}

function describeTooSmall(origin: string, minimum: number): string {
  if (origin === 'array')
    return minimum === 1 ? 'has no entry' : `has less than ${minimum} entries`;
  if (origin !== 'string') return `is less than ${minimum}`;
  return minimum === 1 ? 'is empty' : `is shorter than ${minimum} characters`;
}

function describeTooBig(origin: string, maximum: number): string {
  if (origin === 'array') return `has more than ${maximum} entries`;
  return origin === 'string' ? `is longer than ${maximum} characters` : `is more than ${maximum}`;
}

function listSettings(schema: unknown): readonly string[] {
  const { shape } = schema as { readonly shape?: Readonly<Record<string, unknown>> };
  return Object.keys(shape ?? {});
}
