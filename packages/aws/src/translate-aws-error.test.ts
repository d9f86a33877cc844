import { CredsweepError } from '@credsweep/core';
import { describe, expect, it } from 'vitest';
import { translateAwsError } from './translate-aws-error.ts';

const scene = {
  action: 'iam:GetCredentialReport',
  accountId: '111111111111',
  principalArn: 'arn:aws:iam::111111111111:role/x',
  endpoint: null,
};

describe('a failure of AWS', () => {
  it.each<[string, unknown, string]>([
    ...[
      'BandwidthLimitExceeded',
      'EC2ThrottledException',
      'LimitExceeded',
      'LimitExceededException',
      'PriorRequestNotComplete',
      'ProvisionedThroughputExceededException',
      'RequestLimitExceeded',
      'RequestThrottled',
      'RequestThrottledException',
      'SlowDown',
      'ThrottledException',
      'Throttling',
      'ThrottlingException',
      'TooManyRequestsException',
      'TransactionInProgressException',
    ].map((name): [string, unknown, string] => [name, { name }, 'throttled']),
    ['HTTP 429', { name: 'Unknown', $metadata: { httpStatusCode: 429 } }, 'throttled'],
    ['AccessDenied', { name: 'AccessDenied' }, 'access_denied'],
    ['AccessDeniedException', { name: 'AccessDeniedException' }, 'access_denied'],
    [
      'a wire code under another class',
      { name: 'IAMServiceException', Code: 'AccessDenied' },
      'access_denied',
    ],
    ['ServiceFailureException', { name: 'ServiceFailureException' }, 'aws_unavailable'],
    ['HTTP 502', { name: 'Unknown', $metadata: { httpStatusCode: 502 } }, 'aws_unavailable'],
    ['TimeoutError', { name: 'TimeoutError' }, 'aws_unavailable'],
    ['ENOTFOUND', { name: 'Error', code: 'ENOTFOUND' }, 'aws_unavailable'],
    ['EAI_AGAIN', { name: 'Error', code: 'EAI_AGAIN' }, 'aws_unavailable'],
    [
      'a certificate of a proxy',
      { name: 'Error', code: 'SELF_SIGNED_CERT_IN_CHAIN' },
      'aws_unavailable',
    ],
    [
      'an unverified certificate',
      { name: 'Error', code: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE' },
      'aws_unavailable',
    ],
    [
      'a network error as cause',
      { name: 'Error', cause: { code: 'ECONNREFUSED' } },
      'aws_unavailable',
    ],
    ['a fault of code', new TypeError('x is undefined'), 'aws_unexpected'],
    ['a string', 'boom', 'aws_unexpected'],
    ['nothing', undefined, 'aws_unexpected'],
  ])('called %s has the right code', (_name, error, code) => {
    const translated = translateAwsError(error, scene);
    expect(translated).toMatchObject({
      code,
      details: { service: 'iam', action: 'GetCredentialReport', accountId: '111111111111' },
    });
    expect(translated.message).toContain('iam:GetCredentialReport');
  });

  it('that has a code already keeps it', () => {
    const error = new CredsweepError('report_malformed', 'x');
    expect(translateAwsError(error, scene)).toBe(error);
  });

  it('is shown and kept without long secrets, without line breaks, and short', () => {
    const token = 'FwoGZXIvYXdzEBYaDHqa0AP1QqvVwZ7V9yLPAfSRkyhT'.repeat(4);
    const error = {
      name: 'Odd',
      message: `token ${token}\n  of ${'many words '.repeat(60)}`,
      $response: { body: token },
    };
    const { message, cause, details } = translateAwsError(error, scene);
    const shown = [message, String(cause), JSON.stringify(cause), JSON.stringify(details)].join();
    expect(shown).not.toContain(token.slice(0, 60));
    expect(message).toContain('(Odd: token [cut] of many words');
    expect(message.length).toBeLessThan(600);
    expect(message).not.toContain('\n');
  });

  it('keeps ARNs readable', () => {
    const arn =
      'arn:aws:iam::111111111111:role/aws-reserved/sso.amazonaws.com/eu-central-1/AWSReservedSSO_AdministratorAccess_0123456789abcdef';
    expect(translateAwsError({ name: 'Odd', message: arn }, scene).message).toContain(arn);
  });

  it('tells which permission to add when an action is denied', () => {
    const error = {
      name: 'AccessDenied',
      message: 'User: x is not authorized with an explicit deny in a service control policy.',
    };
    expect(translateAwsError(error, scene).message).toBe(
      'arn:aws:iam::111111111111:role/x may not call iam:GetCredentialReport in account 111111111111 ' +
        '(AccessDenied: User: x is not authorized with an explicit deny in a service control policy). ' +
        'Usual causes: its policy does not allow the action, or a permissions boundary or service control policy denies it. ' +
        'Allow "iam:GetCredentialReport" on resource "*" to it ("credsweep roles iam-json" prints the whole policy), then scan again.',
    );
  });
});
