import { policyPresets } from '@credsweep/core';
import type { Command } from 'commander';
import { defaultConfiguration } from 'credsweep/configuration-schema';
import { environmentVariables } from './environment-variables.ts';
import { makePolicyJsonSchema, readConfigurationSchema } from './make-json-schemas.ts';
import { toMarkdownTable } from './markdown-text.ts';
import { renderSettings } from './render-settings.ts';

/** Renders the page of all settings from the schemas that check them; options are those of the program. */
export function renderConfiguration(program: Command): string {
  const options = new Set(
    program.commands
      .filter((command) => ['scan', 'worker'].includes(command.name()))
      .flatMap((command) => command.options.map(({ long }) => long)),
  );
  const optionOf = (path: string): string | undefined => {
    const name = path.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
    return [`--${name}`, ownerOptions[path]].find((option) => options.has(option));
  };
  const { name: _nameOfPreset, ...defaults } = policyPresets.default;
  return [
    introduction,
    ...renderSettings(readConfigurationSchema(), { defaults: defaultConfiguration, optionOf }),
    policyIntroduction,
    ...renderSettings(makePolicyJsonSchema(), { defaults, optionOf: () => undefined }),
    environmentIntroduction,
    toMarkdownTable(
      ['variable', 'meaning'],
      Object.entries(environmentVariables).map(([name, meaning]) => [`\`${name}\``, meaning]),
    ),
  ].join('\n\n');
}

/** Options that have another name than their setting. */
const ownerOptions: Readonly<Record<string, string>> = {
  'owners.userTag': '--owner-tag',
  'owners.accountTag': '--owner-account-tag',
  'owners.map': '--owner-map',
};

const introduction = `# Configuration

<!-- Written by "npm run docs:generate" from packages/cli/src/configuration/configuration-schema.ts. -->

Addresses stand in [environment variables](#environment-variables), everything else may stand in the file
\`credsweep.config.yaml\` in the working folder. **Options win over the file, the file over the defaults.** What cannot be used
stops the program at its start: every problem is told at once, with its line. Commands that need nothing of the file, because
they show what scans have found (\`report\`, \`status\` and the like), only warn of it. A file that sets everything that many do:

\`\`\`yaml file=credsweep.config.yaml
# yaml-language-server: $schema=./packages/cli/schemas/credsweep.config.schema.json
roleName: CredsweepReader
externalId: 7f1c0a52-credsweep
policy: cis
exclude: ['210987654321']
failOn: [new-high-risk-keys]
owners:
  accountTag: team
alerts:
  channels:
    security:
      type: slack
      url: \${SLACK_WEBHOOK_URL}
\`\`\`

\`\`\`sh
npx credsweep doctor
\`\`\`

The first line lets an editor complete and check the file as it is written (YAML language server: VS Code, Neovim, JetBrains
…). The path begins at the file's own folder, here the root of a checkout. [credsweep.config.schema.json](../packages/cli/schemas/credsweep.config.schema.json) is made from the schema that the
program uses, and so is [credsweep.policy.schema.json](../packages/cli/schemas/credsweep.policy.schema.json) for
[policy files](#policy-files).

Account ids must be in quotes, for YAML reads them as numbers. In the sections \`alerts\` and \`web\`, \`\${NAME}\` is replaced by the
environment variable of that name, so that no secret stands in the file.

## credsweep.config.yaml`;

const policyIntroduction = `## Policy files

\`policy: ./policy.yaml\`, or \`--policy ./policy.yaml\`, judges by a file of yours. It starts from a preset and names what
differs. [Rules](rules.md) says exactly what each threshold does, and what the presets have.

\`\`\`yaml file=policy.yaml
# yaml-language-server: $schema=./packages/cli/schemas/credsweep.policy.schema.json
preset: cis
name: our standard
neverUsedKeyGraceDays: 14
exemptions:
  - account: '123456789012'
    user: break-glass-*
    reason: sealed accounts of the emergency plan
    expires: 2027-06-30
\`\`\`

\`\`\`sh
npx credsweep scan --policy ./policy.yaml
\`\`\``;

const environmentIntroduction = `## Environment variables`;
