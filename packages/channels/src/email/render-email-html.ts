import type { AlertMessage, Severity } from '@credsweep/core';
import { describeFinding, type FindingDescription, type FixStep } from '../describe-finding.ts';
import {
  describeMessage,
  describeOmitted,
  findWorstSeverity,
  type MessageDescription,
} from '../describe-message.ts';
import { markup, type Markup } from './markup.ts';

/**
 * Renders a message as HTML for mail programs, with its first `count` findings: tables and inline styles, since many
 * know nothing else; the style sheet only adds what those that know it can do in the dark.
 */
export function renderEmailHtml(message: AlertMessage, count: number): string {
  const description = describeMessage(message);
  const { headline, severities } = description;
  const worst = findWorstSeverity(message.counts);
  return markup`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark"><meta name="supported-color-schemes" content="light dark"><title>${headline}</title>
<style>${styleSheet}</style></head>
<body class="page" style="margin:0;padding:0;background:#f1f3f5;${font}">
<table role="presentation" class="page" width="100%" cellpadding="0" cellspacing="0" style="background:#f1f3f5"><tr><td align="center" style="padding:16px 8px">
<table role="presentation" class="card" width="100%" cellpadding="0" cellspacing="0" style="max-width:640px;background:#ffffff;border-radius:8px;border-top:4px solid ${worst === null ? neutral : severityColors[worst]}">
<tr><td style="padding:20px 20px 4px">
<h1 class="ink" style="margin:0;font-size:20px;line-height:26px;font-weight:600;color:#1a1f24">${headline}</h1>
${paragraph(severities === '' ? null : severities)}${paragraph(description.note)}${renderWarning(description)}
</td></tr>
${message.findings.slice(0, count).map((finding) => renderFinding(describeFinding(finding, message.policy)))}
${renderEnd(message, description, count)}
${renderFacts(description)}
</table></td></tr></table></body></html>`.html;
}

function paragraph(text: string | null): Markup | null {
  if (text === null) return null;
  return markup`<p class="ink" style="margin:6px 0 0;font-size:14px;line-height:20px;color:#1a1f24">${text}</p>`;
}

function renderWarning({ warning }: MessageDescription): Markup | null {
  if (warning === null) return null;
  return markup`<p class="warning" style="margin:12px 0 0;padding:8px 12px;font-size:14px;line-height:20px;background:#fff4d6;color:#5c4100;border-radius:4px">${warning}</p>`;
}

function renderFinding(words: FindingDescription): Markup {
  const color = severityColors[words.severity];
  return markup`<tr><td style="padding:14px 20px 0"><table role="presentation" width="100%" cellpadding="0" cellspacing="0"><tr><td class="rule" style="padding:12px 0 0;border-top:1px solid #dde1e5">
<p class="ink" style="margin:0;font-size:15px;line-height:22px;color:#1a1f24"><span style="display:inline-block;padding:0 7px;margin-right:6px;font-size:12px;line-height:19px;font-weight:600;border-radius:3px;background:${color};color:#ffffff">${words.severityLabel}</span><strong style="${wrap}">${words.user}</strong> in <strong style="${wrap}">${words.account}</strong></p>
<p class="soft" style="margin:4px 0 0;font-size:14px;line-height:20px;color:#4d5761"><span style="${mono}">${words.accessKey}</span> · ${words.age} · ${words.lastUse}${words.owner === null ? null : markup` · owner <span style="${wrap}">${words.owner}</span>`}</p>
<p class="ink" style="margin:4px 0 0;font-size:14px;line-height:20px;color:#1a1f24">${words.reasons}</p>
${words.steps.map(renderStep)}</td></tr></table></td></tr>`;
}

function renderStep({ text, command }: FixStep): Markup {
  return markup`<p class="soft" style="margin:8px 0 0;font-size:13px;line-height:19px;color:#4d5761">${text}${command === null ? null : ':'}</p>
${command === null ? null : renderCommand(command)}`;
}

function renderCommand(command: string): Markup {
  return markup`<p class="code" style="margin:3px 0 0;padding:8px 10px;font-size:12px;line-height:18px;background:#f1f3f5;color:#1a1f24;border-radius:4px;${mono}">${command}</p>`;
}

function renderEnd(
  message: AlertMessage,
  { reportUrl }: MessageDescription,
  count: number,
): Markup | null {
  const omitted = describeOmitted(message, count);
  if (omitted === null && reportUrl === null) return null;
  const button =
    reportUrl === null
      ? null
      : markup`<a href="${reportUrl}" style="display:inline-block;margin-top:10px;padding:9px 16px;font-size:14px;line-height:20px;font-weight:600;text-decoration:none;border-radius:5px;background:#1f5fbf;color:#ffffff">Open the report</a>`;
  const more =
    omitted === null
      ? null
      : markup`<p class="ink" style="margin:0;font-size:14px;line-height:20px;color:#1a1f24">… ${omitted.text}: <span style="${mono}">${omitted.command}</span></p>`;
  return markup`<tr><td style="padding:18px 20px 0">${more}${button}</td></tr>`;
}

function renderFacts({ facts }: MessageDescription): Markup {
  const rows = facts.map(
    ([label, text]) =>
      markup`<tr><td valign="top" class="soft" style="padding:2px 12px 2px 0;font-size:12px;line-height:17px;color:#4d5761;white-space:nowrap">${label}</td><td class="soft" style="padding:2px 0;font-size:12px;line-height:17px;color:#4d5761;${wrap}">${text}</td></tr>`,
  );
  return markup`<tr><td style="padding:18px 20px 20px"><table role="presentation" width="100%" cellpadding="0" cellspacing="0"><tr><td class="rule" style="padding-top:10px;border-top:1px solid #dde1e5"><table role="presentation" cellpadding="0" cellspacing="0">${rows}</table></td></tr></table></td></tr>`;
}

const font =
  "font-family:-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif;-webkit-text-size-adjust:100%";
const wrap = 'word-break:break-word;overflow-wrap:anywhere';
const mono = `font-family:ui-monospace,Menlo,Consolas,monospace;font-size:12px;${wrap}`;
const neutral = '#4d5761';

/** White text on each has a contrast of at least 4.5. */
const severityColors: Readonly<Record<Severity, string>> = {
  critical: '#b3261e',
  high: '#b34700',
  medium: '#8a6100',
  low: '#5b6670',
};

const styleSheet: Markup = {
  html:
    ':root{color-scheme:light dark}' +
    '@media (prefers-color-scheme:dark){.page{background:#14181c!important}.card{background:#1e2429!important}' +
    '.ink{color:#e8ebee!important}.soft{color:#a9b3bc!important}.rule{border-color:#39424a!important}' +
    '.code{background:#12161a!important;color:#e8ebee!important}.warning{background:#4a3a10!important;color:#ffe6a3!important}}',
};
