'use strict';

/**
 * The page's policy demands trusted types, and this is the only one: whatever a script would write as HTML becomes
 * text (but for the ellipsis between page numbers). Scripts and addresses of scripts are refused, as there is no rule for them.
 */
if (window.trustedTypes !== undefined) {
  const entities = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
  const ellipsis = '&#x2026;';
  window.trustedTypes.createPolicy('default', {
    createHTML: (text) =>
      text === ellipsis ? text : text.replace(/[&<>"']/g, (character) => entities[character]),
  });
}
