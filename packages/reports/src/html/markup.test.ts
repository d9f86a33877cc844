import { describe, expect, test } from 'vitest';
import { asMarkup, html, toScriptJson } from './markup.ts';

describe('html', () => {
  test('escapes what could open a tag or leave an attribute', () => {
    expect(html`<p title="${`"><img src=x onerror='x'>&`}">${'</p>'}</p>`.markup).toBe(
      '<p title="&quot;&gt;&lt;img src=x onerror=&#39;x&#39;&gt;&amp;">&lt;/p&gt;</p>',
    );
  });

  test('takes markup as it is, numbers, lists and nothing', () => {
    expect(html`${asMarkup('<b>')}${1}${['<', html`<i></i>`]}${null}`.markup).toBe(
      '<b>1&lt;<i></i>',
    );
  });
});

describe('toScriptJson', () => {
  test('leaves no tag that would end the script, and says the same', () => {
    const value = ['</script><!--<script>', '\u2028 \u2029', 'é 日本'];
    expect(toScriptJson(value)).not.toMatch(/[<\u2028\u2029]/);
    expect(JSON.parse(toScriptJson(value))).toEqual(value);
  });
});
