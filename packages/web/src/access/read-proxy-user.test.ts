import { webSettingsSchema } from '@credsweep/core';
import { expect, test } from 'vitest';
import { createProxyReader } from './read-proxy-user.ts';

const { proxyAuth } = webSettingsSchema.parse({
  proxyAuth: {
    userHeader: 'X-Forwarded-Email',
    groupsHeader: 'X-Forwarded-Groups',
    operatorGroup: 'security',
    trustedProxies: ['10.1.0.0/16', '::1'],
  },
});
const read = createProxyReader(proxyAuth, Buffer.from('secret'));
const from = (address: string, email?: string, groups?: string) =>
  read(address, (name) => ({ 'x-forwarded-email': email, 'x-forwarded-groups': groups })[name]);

test.each([
  ['10.1.2.3', 'ann@example.com', 'staff, security', 'operator'],
  ['::ffff:10.1.2.3', 'ann@example.com', 'security', 'operator'],
  ['::1', 'ann@example.com', 'staff', 'reader'],
  ['10.1.2.3', 'ann@example.com', undefined, 'reader'],
  ['10.1.2.3', 'ann@example.com', 'security-guests', 'reader'],
] as const)('from %s, %s of the groups %j is %s', (address, email, groups, role) => {
  expect(from(address, email, groups)).toMatchObject({ name: email, role, via: 'proxy' });
});

test.each([
  ['10.2.0.1', 'ann@example.com'],
  ['::ffff:10.2.0.1', 'ann@example.com'],
  ['', 'ann@example.com'],
  ['10.1.2.3', undefined],
  ['10.1.2.3', '  '],
  ['10.1.2.3', 'a'.repeat(201)],
])('from %s, %j is nobody', (address, email) => {
  expect(from(address, email, 'security')).toBeNull();
});

test('without settings nobody is let in by headers', () => {
  expect(createProxyReader(undefined, Buffer.from('x'))('::1', () => 'ann')).toBeNull();
});

test('the forms of two users have different keys', () => {
  expect(from('::1', 'ann')?.formKey).not.toBe(from('::1', 'bob')?.formKey);
});
