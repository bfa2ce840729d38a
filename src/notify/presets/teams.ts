/** Microsoft Teams: a workflow "when a Teams webhook request is received" that posts the Adaptive Card it is sent. */

import { linesOf } from '../lines.ts';
import type { Preset } from '../preset.ts';

export const TEAMS: Preset = {
  name: 'teams',
  hosts: ['logic.azure.com', 'api.powerplatform.com', 'webhook.office.com'],
  build(message, { url }) {
    const content = {
      $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
      type: 'AdaptiveCard',
      version: '1.4',
      msteams: { width: 'Full' },
      body: [
        { type: 'TextBlock', size: 'Medium', weight: 'Bolder', wrap: true, text: markdown(message.title) },
        ...linesOf(message).items.map((line) => ({ type: 'TextBlock', wrap: true, text: markdown(line) })),
        { type: 'FactSet', facts: message.facts.map(([title, value]) => ({ title, value: markdown(value) })) },
      ],
    };
    const attachments = [{ contentType: 'application/vnd.microsoft.card.adaptive', contentUrl: null, content }];
    return { url, headers: {}, body: JSON.stringify({ type: 'message', attachments }) };
  },
};

/** Cards read a part of Markdown: nothing in a text may become a link or an image. */
function markdown(text: string): string {
  return text.replace(/[\\`*_[\]()<>#~!|]/g, '\\$&');
}
