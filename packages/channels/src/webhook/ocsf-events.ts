import { toOcsfKeyFinding, type AlertMessage } from '@credsweep/core';
import { renderFitting } from '../render-fitting.ts';

/**
 * Writes the findings of a message as a JSON array of OCSF events, with as many as fit into `maxBytes` of UTF-8; an
 * empty one for a message without findings.
 */
export function writeOcsfEvents(message: AlertMessage, maxBytes: number): string {
  return renderFitting(
    message.findings.length,
    (count) =>
      JSON.stringify(
        message.findings.slice(0, count).map((finding) => toOcsfKeyFinding(finding, message)),
      ),
    (json) => Buffer.byteLength(json) <= maxBytes,
  );
}
