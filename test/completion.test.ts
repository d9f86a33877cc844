import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const program = fileURLToPath(new URL('../packages/cli/bin/credsweep.js', import.meta.url));
const shells = ['bash', 'zsh', 'fish'] as const;
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'credsweep-completion-'));
  mkdirSync(join(folder, 'reports of may'));
  writeFileSync(join(folder, 'rules.yaml'), '');
  mkdirSync(join(folder, 'bin'));
  symlinkSync(process.execPath, join(folder, 'bin', 'node'));
  symlinkSync(program, join(folder, 'bin', 'credsweep'));
  for (const shell of shells) {
    const { stdout } = run('credsweep', ['completion', shell]);
    writeFileSync(join(folder, `credsweep.${shell}`), stdout);
  }
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('bash completes', () => {
  test.each<readonly [line: readonly string[], values: readonly string[]]>([
    [['sch'], ['schedule']],
    [
      ['alerts', 'ex'],
      ['exempt', 'exemptions'],
    ],
    [['scan', '--only'], ['--only-failed']],
    [['report', '--format', 'nd'], ['ndjson']],
    [['report', '--format', '=', 'nd'], ['ndjson']],
    [['report', '--table', 'root'], ['root_credentials']],
    [['scan', '--from-reports', 'rep'], ['reports of may']],
    [
      ['scan', '--policy', ''],
      ['default', 'netwrix', 'cis', 'pci', 'aws', 'rules.yaml', '…'],
    ],
    [['scan', '--role-name', ''], []],
    [['scan', '--role-name', '$(touch evil)', '--conc'], ['--concurrency']],
  ])('%j with %j', (words, values) => {
    const { stdout, stderr } = run('bash', ['--norc', '-c', askBash, 'bash', ...words]);
    expect(stderr).toBe('');
    const found = stdout.split('\n').filter((line) => line !== '');
    // Whatever files there are, after the presets.
    if (values.at(-1) === '…') expect(found).toEqual(expect.arrayContaining(values.slice(0, -1)));
    else expect(found).toEqual(values);
    expect(run('ls', ['evil']).status).not.toBe(0);
  });

  test('nothing of the line is run, and the script is loaded twice without harm', () => {
    const twice = `source credsweep.bash; source credsweep.bash; complete -p credsweep`;
    expect(run('bash', ['--norc', '-c', twice])).toMatchObject({
      status: 0,
      stderr: '',
      stdout: 'complete -o default -F _credsweep credsweep\n',
    });
  });
});

describe('the scripts', () => {
  test.each(shells)('of %s ask the program at each Tab, without evaluating the line', (shell) => {
    const { stdout } = run('cat', [`credsweep.${shell}`]);
    expect(stdout).toContain(`credsweep complete ${shell} -- `);
    expect(stdout).not.toMatch(/\beval\b/);
    const [quoted] = /credsweep complete \w+ -- (\S+)/.exec(stdout)?.slice(1) ?? [];
    // Words keep their blanks: quoted, or a list of fish.
    expect(quoted).toMatch(shell === 'fish' ? /^\$words\[/ : /^"\$\{/);
  });

  test.each(shells.filter((shell) => run(shell, ['--version']).status === 0))(
    'of %s are read by the shell that is installed here',
    (shell) => {
      const check = shell === 'fish' ? ['--no-execute'] : ['-n'];
      expect(run(shell, [...check, `credsweep.${shell}`])).toMatchObject({ status: 0, stderr: '' });
    },
  );
});

/** Does what bash does at Tab: sets the words, calls the function, and takes what it found. */
const askBash = `
source ./credsweep.bash
COMP_WORDS=(credsweep "$@")
COMP_CWORD=$#
_credsweep 2>errors
grep -v compopt errors >&2
printf '%s\\n' "\${COMPREPLY[@]}"
`;

function run(
  command: string,
  args: readonly string[],
): { readonly stdout: string; readonly stderr: string; readonly status: number | null } {
  const path = [folder === undefined ? '' : join(folder, 'bin'), process.env['PATH']];
  return spawnSync(command, args, {
    cwd: folder,
    encoding: 'utf8',
    env: { PATH: path.join(delimiter), HOME: folder ?? '/', LC_ALL: 'C.UTF-8' },
    timeout: 20_000,
  });
}
