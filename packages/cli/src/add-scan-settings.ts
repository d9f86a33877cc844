import type { Command } from 'commander';
import { collect } from './collect-values.ts';

/** Adds the flags that say which accounts are scanned, how they are entered, and how they are judged. */
export function addScanSettings(command: Command): Command {
  return command
    .option(
      '--ou <id>',
      'take only accounts below this organizational unit or root (repeatable)',
      collect,
      [],
    )
    .option('--account <id>', 'take only this account (repeatable)', collect, [])
    .option('--exclude <id>', 'leave out this account (repeatable)', collect, [])
    .option(
      '--role-name <name>',
      'role to assume in each account (default: OrganizationAccountAccessRole)',
    )
    .option('--external-id <id>', 'external id that the role asks for')
    .option(
      '--policy <preset|file>',
      'default, netwrix, cis, pci, aws, or a YAML file (default: default)',
    )
    .option('--stale-after-days <n>', 'days without login after which a user is stale')
    .option('--key-rotation-days <n>', 'days after which a key must have been rotated')
    .option('--key-ids <which>', 'name the ids of flagged keys, or of all keys (default: flagged)')
    .option('--owner-tag <key>', 'tag of a user that names its owner; read for flagged users only')
    .option('--owner-account-tag <key>', 'tag of an account that names the owner of what is in it')
    .option('--owner-map <file>', 'CSV of account_id,user_name,owner; wins over tags');
}
