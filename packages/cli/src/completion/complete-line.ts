import type { Argument, Command, Option } from 'commander';
import { mayBeValues, type ValueHint } from './value-hints.ts';

/** What may stand at the end of a command line. */
export type Completion = {
  readonly candidates: readonly Candidate[];
  /** Names of files or folders that may stand there, too; the shell knows them best. */
  readonly paths: 'none' | 'files' | 'folders';
};

/** A text that may stand there, and what it is. */
type Candidate = { readonly value: string; readonly description: string };

/**
 * Completes a command line by the program itself: sub-commands, flags, and the values of flags and arguments.
 *
 * @param words those after the program's name; the last one is being typed and may be empty
 */
export function completeLine(program: Command, words: readonly string[]): Completion {
  const typed = words.at(-1) ?? '';
  const { command, argumentIndex, awaited, isAfterDashes } = readWords(program, words.slice(0, -1));
  if (awaited !== null && !(awaited.variadic && typed.startsWith('-')))
    return completeValue(awaited, typed);
  const withValue = isAfterDashes ? null : /^(--[\w-]+)=(.*)$/s.exec(typed);
  if (withValue !== null) {
    const option = findOption(command, withValue[1] ?? '');
    return option === undefined || option.isBoolean()
      ? nothing
      : completeValue(option, withValue[2] ?? '');
  }
  if (typed.startsWith('-') && !isAfterDashes)
    return {
      candidates: listFlags(command).filter(({ value }) => value.startsWith(typed)),
      paths: 'none',
    };
  const commands = argumentIndex === 0 && !isAfterDashes ? listCommands(command, typed) : [];
  const argument = findArgument(command, argumentIndex);
  const { candidates, paths } = argument === undefined ? nothing : completeValue(argument, typed);
  return { candidates: [...commands, ...candidates], paths };
}

type Reading = {
  readonly command: Command;
  /** How many arguments of the command are there already. */
  readonly argumentIndex: number;
  /** The flag whose value comes next. */
  readonly awaited: Option | null;
  readonly isAfterDashes: boolean;
};

function readWords(program: Command, words: readonly string[]): Reading {
  let command = program;
  let argumentIndex = 0;
  let awaited: Option | null = null;
  let isAfterDashes = false;
  for (const word of words) {
    const isFlag = word.startsWith('-') && word !== '-' && !isAfterDashes;
    if (awaited !== null && !(isFlag && awaited.variadic)) {
      if (!awaited.variadic) awaited = null;
      continue;
    }
    awaited = null;
    if (word === '--') isAfterDashes = true;
    else if (isFlag) {
      const option = findOption(command, word);
      if (option !== undefined && !option.isBoolean() && option.required) awaited = option;
    } else {
      const sub = argumentIndex === 0 ? findSubCommand(command, word) : undefined;
      if (sub === undefined) argumentIndex += 1;
      else command = sub;
    }
  }
  return { command, argumentIndex, awaited, isAfterDashes };
}

function findSubCommand(command: Command, name: string): Command | undefined {
  return command.commands.find((sub) => sub.name() === name || sub.aliases().includes(name));
}

function findOption(command: Command, flag: string): Option | undefined {
  return command.options.find(({ long, short }) => long === flag || short === flag);
}

function findArgument(command: Command, index: number): Argument | undefined {
  const last = command.registeredArguments.at(-1);
  return command.registeredArguments[index] ?? (last?.variadic === true ? last : undefined);
}

function listFlags(command: Command): readonly Candidate[] {
  return command
    .createHelp()
    .visibleOptions(command)
    .map(({ long, description }) => ({ value: long ?? '', description }));
}

function listCommands(command: Command, typed: string): readonly Candidate[] {
  return command
    .createHelp()
    .visibleCommands(command)
    .map((sub) => ({ value: sub.name(), description: sub.description() }))
    .filter(({ value }) => value.startsWith(typed));
}

function completeValue(what: Option | Argument, typed: string): Completion {
  const { values, paths }: ValueHint = mayBeValues(what);
  return {
    candidates: values
      .filter((value) => value.startsWith(typed))
      .map((value) => ({ value, description: '' })),
    paths,
  };
}

const nothing: Completion = { candidates: [], paths: 'none' };
