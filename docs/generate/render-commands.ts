import type { Command, Option } from 'commander';
import { toMarkdownCell, toMarkdownTable, toMarkdownText } from './markdown-text.ts';
import { renderHelpNotes } from './render-help-notes.ts';

/** Renders the page of all commands, each with its arguments, options and notes, from the program itself. */
export function renderCommands(program: Command): string {
  const commands = listCommands(program);
  return [
    heading,
    commands
      .map(
        ({ name, command }) =>
          `- [\`${name}\`](#${name.replaceAll(' ', '-')}): ${toMarkdownText(command.description())}`,
      )
      .join('\n'),
    '## Environment and exit codes',
    renderNotes(program),
    '`DATABASE_URL` and the other variables are described in [configuration](configuration.md#environment-variables), exit codes in [errors](errors.md).',
    ...commands.map(({ name, command }) => renderCommand(name, command)),
  ].join('\n\n');
}

type NamedCommand = { readonly name: string; readonly command: Command };

function listCommands(parent: Command, prefix = 'credsweep'): readonly NamedCommand[] {
  return parent
    .createHelp()
    .visibleCommands(parent)
    .filter((command) => command.name() !== 'help')
    .flatMap((command) => {
      const name = `${prefix} ${command.name()}`;
      return [{ name, command }].concat(listCommands(command, name));
    });
}

function renderCommand(name: string, command: Command): string {
  const options = command
    .createHelp()
    .visibleOptions(command)
    .filter((option) => option.long !== '--help');
  const parts = [
    `## \`${name}\``,
    `${toMarkdownText(upperFirst(command.description()))}.`,
    ['```text', `${name} ${command.usage()}`, '```'].join('\n'),
    command.registeredArguments.length === 0
      ? ''
      : toMarkdownTable(
          ['argument', 'what it is'],
          command.registeredArguments.map((argument) => [
            `\`${argument.name()}\``,
            `${toMarkdownCell(argument.description)}${describeDefault(argument.defaultValue)}`,
          ]),
        ),
    options.length === 0
      ? ''
      : toMarkdownTable(['option', 'what it does'], options.map(renderOption)),
    renderNotes(command),
  ];
  return parts.filter((part) => part !== '').join('\n\n');
}

function renderOption(option: Option): readonly [string, string] {
  const choices = option.argChoices?.map((choice) => `\`${choice}\``).join(', ');
  return [
    toMarkdownCell(`\`${option.flags}\``),
    [
      option.mandatory ? '**Required.** ' : '',
      toMarkdownCell(option.description),
      choices === undefined ? '' : `: ${choices}`,
      describeDefault(option.defaultValue),
    ].join(''),
  ];
}

function describeDefault(value: unknown): string {
  return typeof value === 'string' ? ` (default: \`${value}\`)` : '';
}

/** Renders what the help of a command says below the list of its options. */
function renderNotes(command: Command): string {
  let help = '';
  command.configureOutput({ writeOut: (text) => (help += text) }).outputHelp();
  const own = command.helpInformation();
  if (!help.startsWith(own))
    throw new Error(`The help of ${command.name()} begins with something else.`);
  return renderHelpNotes(help.slice(own.length));
}

function upperFirst(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}

const heading = `# Commands

<!-- Written by "npm run docs:generate" from packages/cli/src/program.ts. -->

Every command and option, as \`credsweep COMMAND --help\` tells them. In a checkout of the repository the program is run as
\`npx credsweep\`, in the image it is the entry point. Options win over [credsweep.config.yaml](configuration.md).`;
