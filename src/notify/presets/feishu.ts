/**
 * Feishu and Lark: custom bots. A post of text elements, which have no markup. Where the bot's security setting is a
 * signature, the time in seconds and the base64 HMAC-SHA256 of nothing under "<time>\n<secret>" go into the body.
 */

import { createHmac } from 'node:crypto';
import { linesOf } from '../lines.ts';
import type { Preset } from '../preset.ts';

export const FEISHU: Preset = {
  name: 'feishu',
  hosts: ['open.feishu.cn', 'open.larksuite.com'],
  secret: 'SEAWALL_FEISHU_SECRET',
  build(message, { url, secret, now }) {
    const time = String(Math.floor(now / 1_000));
    const { items, facts } = linesOf(message);
    const lines = [...items, ...facts];
    const body = {
      ...(secret !== undefined && {
        timestamp: time,
        sign: createHmac('sha256', `${time}\n${secret}`).update('').digest('base64'),
      }),
      msg_type: 'post',
      content: {
        post: {
          en_us: { title: message.title, content: lines.map((text) => [{ tag: 'text', text, un_escape: false }]) },
        },
      },
    };
    return { url, headers: {}, body: JSON.stringify(body) };
  },
  complaint(answer) {
    const code = /"(?:code|StatusCode)"\s*:\s*(-?\d+)/.exec(answer)?.[1];
    return code === '0' ? undefined : `code ${code ?? 'missing'}`;
  },
};
