import type { AlertMessage, KeyFinding, Severity } from '@credsweep/core';
import { describeFinding } from '../describe-finding.ts';
import { describeMessage, describeOmitted } from '../describe-message.ts';
import { renderFitting } from '../render-fitting.ts';

/** Body that the Teams trigger of a workflow takes. */
export type TeamsMessage = {
  readonly type: 'message';
  readonly attachments: readonly [
    {
      readonly contentType: 'application/vnd.microsoft.card.adaptive';
      readonly contentUrl: null;
      readonly content: AdaptiveCard;
    },
  ];
};

type AdaptiveCard = {
  readonly $schema: string;
  readonly type: 'AdaptiveCard';
  readonly version: '1.4';
  /** Shown by notifications. */
  readonly fallbackText: string;
  readonly msteams: { readonly width: 'Full' };
  readonly body: readonly CardElement[];
  readonly actions: readonly {
    readonly type: 'Action.OpenUrl';
    readonly title: string;
    readonly url: string;
  }[];
};
type CardElement = {
  readonly type: 'Container' | 'RichTextBlock';
  readonly separator?: true;
  readonly spacing?: 'None' | 'Small' | 'Medium';
  readonly style?: 'attention' | 'warning' | 'emphasis';
  readonly items?: readonly CardElement[];
  readonly inlines?: readonly TextRun[];
};
type TextRun = {
  readonly type: 'TextRun';
  readonly text: string;
  readonly weight?: 'Bolder';
  readonly size?: 'Large';
  readonly isSubtle?: true;
  readonly fontType?: 'Monospace';
  readonly color?: 'Attention' | 'Warning' | 'Accent';
};

/**
 * Renders a message as an Adaptive Card, as many findings as fit. Every text is a text run, which knows no markdown,
 * so that no name can become a link or a mention.
 *
 * @see https://learn.microsoft.com/microsoftteams/limits-specifications-teams for the limit of some 28 kB
 */
export function renderTeamsCard(message: AlertMessage): TeamsMessage {
  return renderFitting(
    Math.min(message.findings.length, maxFindings),
    (count) => render(message, count),
    (card) => Buffer.byteLength(JSON.stringify(card)) <= maxBytes,
  );
}

function render(message: AlertMessage, count: number): TeamsMessage {
  const { headline, severities, note, warning, facts, reportUrl } = describeMessage(message);
  const omitted = describeOmitted(message, count);
  const content: AdaptiveCard = {
    $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
    type: 'AdaptiveCard',
    version: '1.4',
    fallbackText: headline,
    msteams: { width: 'Full' },
    body: [
      line([run(headline, { size: 'Large', weight: 'Bolder' })]),
      ...(severities === '' ? [] : [line([run(severities, { weight: 'Bolder' })])]),
      ...(note === null ? [] : [line([run(note)])]),
      ...(warning === null ? [] : [line([run(warning, { color: 'Warning' })])]),
      line([
        run(facts.map(([label, text]) => `${label}: ${text}`).join(' · '), { isSubtle: true }),
      ]),
      ...message.findings.slice(0, count).map((finding) => renderFinding(finding, message)),
      ...(omitted === null
        ? []
        : [
            line([run(`${omitted.text}: `), run(omitted.command, { fontType: 'Monospace' })], {
              separator: true,
              spacing: 'Medium',
            }),
          ]),
    ],
    actions:
      reportUrl === null
        ? []
        : [{ type: 'Action.OpenUrl', title: 'Open the report', url: reportUrl }],
  };
  return {
    type: 'message',
    attachments: [
      { contentType: 'application/vnd.microsoft.card.adaptive', contentUrl: null, content },
    ],
  };
}

function renderFinding(finding: KeyFinding, message: AlertMessage): CardElement {
  const words = describeFinding(finding, message.policy);
  const owner = words.owner === null ? '' : ` · owner ${words.owner}`;
  return {
    type: 'Container',
    separator: true,
    spacing: 'Medium',
    items: [
      line([
        run(words.severityLabel, { weight: 'Bolder', ...colors[words.severity] }),
        run(` · ${words.user}`, { weight: 'Bolder' }),
        run(` in ${words.account}${owner}`),
      ]),
      line([run(words.accessKey, { fontType: 'Monospace' }), run(` · ${words.reasons}`)], tight),
      line([run(`${words.age} · ${words.lastUse}`, { isSubtle: true })], tight),
      ...words.steps.map(({ text, command }) =>
        line(
          command === null
            ? [run(text)]
            : [run(`${text}: `), run(command, { fontType: 'Monospace' })],
          tight,
        ),
      ),
    ],
  };
}

function line(
  inlines: readonly TextRun[],
  look: Pick<CardElement, 'separator' | 'spacing'> = {},
): CardElement {
  return { type: 'RichTextBlock', inlines, ...look };
}

function run(text: string, look: Omit<TextRun, 'type' | 'text'> = {}): TextRun {
  return { type: 'TextRun', text: withoutFunctions(text), ...look };
}

/** Cards replace `{{DATE(…)}}` in texts. */
function withoutFunctions(text: string): string {
  return text.replaceAll('{{', '{\u200b{');
}

const tight = { spacing: 'None' } as const;
const colors: Readonly<Record<Severity, Pick<TextRun, 'color'>>> = {
  critical: { color: 'Attention' },
  high: { color: 'Attention' },
  medium: { color: 'Warning' },
  low: {},
};
const maxFindings = 20;
const maxBytes = 25_000;
