/** PostgreSQL stores no NUL characters; what came from elsewhere may have some. */
export function withoutNul(text: string): string {
  return text.replaceAll('\u0000', '');
}
