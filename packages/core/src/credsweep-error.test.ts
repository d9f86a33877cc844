import { describe, expect, it } from 'vitest';
import { CredsweepError, toCredsweepError } from './credsweep-error.ts';
import { errorCatalogue, type ErrorCode } from './error-catalogue.ts';

describe('CredsweepError', () => {
  it('carries its code, message, cause and details', () => {
    const cause = new Error('socket closed');
    const error = new CredsweepError('aws_unavailable', 'IAM did not answer.', {
      cause,
      details: { accountId: '123456789012' },
    });
    expect(error).toBeInstanceOf(Error);
    expect(error).toMatchObject({
      name: 'CredsweepError',
      code: 'aws_unavailable',
      message: 'IAM did not answer.',
      cause,
      details: { accountId: '123456789012' },
    });
  });

  it('has no cause and empty details when none are given', () => {
    const error = new CredsweepError('throttled', 'Slow down.');
    expect('cause' in error).toBe(false);
    expect(error.details).toEqual({});
  });

  it.each(Object.keys(errorCatalogue) as ErrorCode[])(
    '%s is as retryable as the catalogue says',
    (code) => {
      expect(new CredsweepError(code, 'x').retryable).toBe(errorCatalogue[code].retryable);
    },
  );
});

describe('toCredsweepError', () => {
  it('gives an error that has a code as it is', () => {
    const error = new CredsweepError('throttled', 'Slow down.');
    expect(toCredsweepError(error)).toBe(error);
  });

  it.each([
    ['an error', new TypeError('x is not a function'), 'x is not a function'],
    [
      'an error without a message, as a refused connection is',
      new AggregateError([new Error('ECONNREFUSED')]),
      'AggregateError',
    ],
    ['a text', 'boom', 'boom'],
    ['nothing', undefined, 'undefined'],
    ['null', null, 'null'],
    ['a number', 42, '42'],
    ['a symbol', Symbol('boom'), 'Symbol(boom)'],
  ])(
    '%s becomes an internal error that says it and keeps it as its cause',
    (_name, thrown, text) => {
      const error = toCredsweepError(thrown);
      expect(error.code).toBe('internal_error');
      expect(error.message).toContain(`Unexpected failure: ${text}.`);
      expect(error.cause).toBe(thrown);
    },
  );
});
