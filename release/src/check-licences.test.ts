import { describe, expect, test } from 'vitest';
import { checkLicences } from './check-licences.ts';

describe('licences of dependencies', () => {
  test.each(['MIT', 'Apache-2.0', '(MIT OR GPL-3.0-only)', 'MIT AND ISC'])(
    'are allowed: %s',
    (licence) => {
      expect(checkLicences([{ name: 'a', version: '1.0.0', licence }])).toContain(
        `| a | 1.0.0 | ${licence} |`,
      );
    },
  );

  test.each(['GPL-3.0-only', 'MIT AND AGPL-3.0-only', 'SSPL-1.0', 'SEE LICENSE IN terms', ''])(
    'are refused: %s',
    (licence) => {
      const packages = [
        { name: 'a', version: '1.0.0', licence: 'MIT' },
        { name: 'b', version: '2.0.0', licence },
      ];
      expect(() => checkLicences(packages)).toThrow(`b 2.0.0: ${licence || 'no licence'}\n`);
    },
  );
});
