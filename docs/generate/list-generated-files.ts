import { PassThrough } from 'node:stream';
import { createProgram } from 'credsweep/program';
import { format } from 'oxfmt';
import { makeConfigurationJsonSchema, makePolicyJsonSchema } from './make-json-schemas.ts';
import { renderCommands } from './render-commands.ts';
import { renderConfiguration } from './render-configuration.ts';

/** A file that is written by a program, with its path in the repository. */
export type GeneratedFile = { readonly path: string; readonly content: string };

/** Renders every file of the documentation that is made of the code: commands, settings, schemas for editors. */
export function listGeneratedFiles(): Promise<readonly GeneratedFile[]> {
  const silent = new PassThrough().resume();
  const program = createProgram(
    {
      argv: [],
      environment: {},
      workingFolder: '.',
      stdin: silent,
      stdout: silent,
      stderr: silent,
      onSignal: () => () => undefined,
      exit: (code) => {
        throw new Error(`exit ${code}`);
      },
    },
    () => undefined,
  );
  return Promise.all([
    formatFile('docs/commands.md', renderCommands(program)),
    formatFile('docs/configuration.md', renderConfiguration(program)),
    formatFile(
      'packages/cli/schemas/credsweep.config.schema.json',
      JSON.stringify(makeConfigurationJsonSchema()),
    ),
    formatFile(
      'packages/cli/schemas/credsweep.policy.schema.json',
      JSON.stringify(makePolicyJsonSchema()),
    ),
  ]);
}

/** As `npm run format` would leave it. */
async function formatFile(path: string, text: string): Promise<GeneratedFile> {
  const { code, errors } = await format(path, text, { printWidth: 100, singleQuote: true });
  if (errors.length > 0)
    throw new Error(`${path}: ${errors.map(({ message }) => message).join(' ')}`);
  return { path, content: code };
}
