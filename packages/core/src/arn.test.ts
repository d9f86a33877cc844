import { describe, expect, it } from 'vitest';
import { accountOfArn } from './arn.ts';

describe('accountOfArn', () => {
  it.each([
    ['arn:aws:iam::123456789012:user/alice'],
    ['arn:aws:iam::123456789012:user/team/blue/alice'],
    ['arn:aws:iam::123456789012:user/a,b=c@d.e-f+g_h'],
    ['arn:aws:iam::123456789012:root'],
    ['arn:aws-us-gov:iam::123456789012:root'],
    ['arn:aws-cn:iam::123456789012:user/alice'],
    ['arn:aws-eusc:iam::123456789012:user/alice'],
    ['arn:aws-iso-b:iam::123456789012:user/alice'],
  ])('%s is of account 123456789012', (arn) => {
    expect(accountOfArn(arn)).toBe('123456789012');
  });

  it.each([
    [''],
    ['N/A'],
    ['arn:aws:iam::12345678901:root'],
    ['arn:aws:iam::1234567890123:root'],
    ['arn:aws:iam::123456789012:roo'],
    ['arn:aws:iam::123456789012:root/x'],
    ['arn:aws:iam::123456789012:user/'],
    ['arn:aws:iam::123456789012:user'],
    ['arn:aws:iam::123456789012:user/al\u0000ice'],
    ['arn:aws:iam::123456789012:user/al ice'],
    ['arn:aws:iam::123456789012:role/alice'],
    ['arn:aws:s3::123456789012:user/alice'],
    ['arn:aws:iam:us-east-1:123456789012:user/alice'],
    ['xarn:aws:iam::123456789012:root'],
    ['arn:gcp:iam::123456789012:root'],
    ['arn:AWS:iam::123456789012:root'],
  ])('%j is no ARN of a user', (arn) => {
    expect(accountOfArn(arn)).toBeNull();
  });
});
