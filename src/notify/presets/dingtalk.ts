/**
 * DingTalk: custom robots. Plain text, because its Markdown has no escapes. Where the robot's security setting is a
 * signature, the time in milliseconds and the base64 HMAC-SHA256 of "<time>\n<secret>" under the secret go into the query.
 */

import { createHmac } from 'node:crypto';
import { textOf } from '../lines.ts';
import type { Preset } from '../preset.ts';

export const DINGTALK: Preset = {
  name: 'dingtalk',
  hosts: ['oapi.dingtalk.com'],
  secret: 'SEAWALL_DINGTALK_SECRET',
  build(message, { url, secret, now }) {
    const signed = new URL(url);
    if (secret !== undefined) {
      signed.searchParams.set('timestamp', String(now));
      signed.searchParams.set('sign', createHmac('sha256', secret).update(`${now}\n${secret}`).digest('base64'));
    }
    const body = { msgtype: 'text', text: { content: textOf(message) }, at: { isAtAll: false } };
    return { url: signed.href, headers: {}, body: JSON.stringify(body) };
  },
  complaint(answer) {
    const code = /"errcode"\s*:\s*(-?\d+)/.exec(answer)?.[1];
    return code === '0' ? undefined : `errcode ${code ?? 'missing'}`;
  },
};
