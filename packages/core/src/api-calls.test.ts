import { describe, expect, it } from 'vitest';
import { addApiCalls, totalApiCalls } from './api-calls.ts';

describe('totalApiCalls', () => {
  it.each([
    [{}, 0],
    [{ 'sts:AssumeRole': 1, 'iam:GetCredentialReport': 2 }, 3],
  ])('%j sums to %i', (calls, total) => {
    expect(totalApiCalls(calls)).toBe(total);
  });
});

describe('addApiCalls', () => {
  it('adds action by action and leaves its arguments alone', () => {
    const left = { 'iam:ListAccessKeys': 2, 'sts:AssumeRole': 1 };
    const right = { 'iam:ListAccessKeys': 3, 'iam:GetCredentialReport': 1 };
    expect(addApiCalls(left, right)).toEqual({
      'iam:ListAccessKeys': 5,
      'sts:AssumeRole': 1,
      'iam:GetCredentialReport': 1,
    });
    expect(left).toEqual({ 'iam:ListAccessKeys': 2, 'sts:AssumeRole': 1 });
    expect(right).toEqual({ 'iam:ListAccessKeys': 3, 'iam:GetCredentialReport': 1 });
  });
});
