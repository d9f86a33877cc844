/** Escapes text for mrkdwn, so that it can hold no link and no mention such as `<!channel>`. */
export function escapeMrkdwn(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** Text as inline code, which knows no formatting and no emoji; mrkdwn cannot escape those otherwise. */
export function toInlineCode(text: string): string {
  return `\`${escapeMrkdwn(text.replaceAll('`', 'ˋ'))}\``;
}

/** Text as a block of code. */
export function toCodeBlock(text: string): string {
  return `\`\`\`${escapeMrkdwn(text.replaceAll('`', 'ˋ'))}\`\`\``;
}

/** A link; the address cannot end it early. */
export function toLink(url: string, label: string): string {
  return `<${escapeMrkdwn(url.replaceAll('|', '%7C').replaceAll(' ', '%20'))}|${escapeMrkdwn(label)}>`;
}
