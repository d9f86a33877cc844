import { describe, expect, it } from 'vitest';
import { findEndpointOverrides } from './find-endpoint-overrides.ts';

describe('endpoint overrides', () => {
  it.each([
    ['no variable', {}, []],
    ['an empty variable', { AWS_ENDPOINT_URL: ' ' }, []],
    [
      'a local endpoint',
      { AWS_ENDPOINT_URL: 'http://127.0.0.1:4566/' },
      [['AWS_ENDPOINT_URL', 'http://127.0.0.1:4566']],
    ],
    [
      'endpoints of services',
      {
        AWS_ENDPOINT_URL_STS: 'https://sts.example.com/x',
        AWS_ENDPOINT_URL_IAM: 'https://iam.example.com',
      },
      [
        ['AWS_ENDPOINT_URL_IAM', 'https://iam.example.com'],
        ['AWS_ENDPOINT_URL_STS', 'https://sts.example.com/x'],
      ],
    ],
    ['an endpoint of another service', { AWS_ENDPOINT_URL_S3: 'http://127.0.0.1:9000' }, []],
    [
      'a VPC endpoint of AWS',
      { AWS_ENDPOINT_URL_STS: 'https://vpce-1.sts.eu-west-1.vpce.amazonaws.com' },
      [],
    ],
    [
      'an endpoint of AWS in China',
      { AWS_ENDPOINT_URL_IAM: 'https://iam.cn-north-1.amazonaws.com.cn' },
      [],
    ],
    [
      'a host that only looks like AWS',
      { AWS_ENDPOINT_URL: 'https://sts.amazonaws.com.example.org' },
      [['AWS_ENDPOINT_URL', 'https://sts.amazonaws.com.example.org']],
    ],
    [
      'AWS without encryption',
      { AWS_ENDPOINT_URL: 'http://sts.amazonaws.com' },
      [['AWS_ENDPOINT_URL', 'http://sts.amazonaws.com']],
    ],
    [
      'an endpoint with a password, which is not repeated',
      { AWS_ENDPOINT_URL: 'https://user:hunter2@proxy.example.com/?token=1' },
      [['AWS_ENDPOINT_URL', 'https://proxy.example.com']],
    ],
    ['no URL', { AWS_ENDPOINT_URL: 'localhost' }, [['AWS_ENDPOINT_URL', '(not a URL)']]],
    [
      'a variable that the SDK is told to ignore',
      { AWS_ENDPOINT_URL: 'http://x.example', AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: 'true' },
      [],
    ],
  ])(
    'are found: %s',
    (_what, environment: Readonly<Record<string, string | undefined>>, expected) => {
      expect(
        findEndpointOverrides(environment).map(({ variable, endpoint }) => [variable, endpoint]),
      ).toEqual(expected);
    },
  );
});
