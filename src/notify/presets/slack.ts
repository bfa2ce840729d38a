/**
 * Slack: incoming webhooks with Block Kit. Blocks of plain text, so that nothing in a message is read as markup; the
 * fallback text is markup, and escaped.
 */

import { linesOf } from '../lines.ts';
import type { Preset } from '../preset.ts';

/** As Block Kit allows. */
const HEADER_CHARACTERS = 150;
const SECTION_CHARACTERS = 2_900;

export const SLACK: Preset = {
  name: 'slack',
  hosts: ['hooks.slack.com', 'hooks.slack-gov.com'],
  build(message, { url }) {
    const plain = (text: string): object => ({ type: 'plain_text', text, emoji: false });
    const { items, facts } = linesOf(message);
    const sections = fill([...items, ...facts], SECTION_CHARACTERS);
    const body = {
      text: message.title.replace(/[&<>]/g, (mark) => ESCAPES[mark] ?? ''),
      blocks: [
        { type: 'header', text: plain(message.title.slice(0, HEADER_CHARACTERS)) },
        ...sections.map((text) => ({ type: 'section', text: plain(text) })),
      ],
    };
    return { url, headers: {}, body: JSON.stringify(body) };
  },
};

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

/** Lines put together into texts of at most `most` characters. */
function fill(lines: readonly string[], most: number): string[] {
  const texts: string[] = [];
  for (const line of lines) {
    const last = texts.at(-1);
    if (last === undefined || last.length + line.length >= most) texts.push(line.slice(0, most));
    else texts[texts.length - 1] = `${last}\n${line}`;
  }
  return texts;
}
