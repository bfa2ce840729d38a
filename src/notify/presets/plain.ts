/**
 * The message as JSON, for programs. Signed over time and body, so that a receiver can refuse forged and replayed ones:
 *
 *   Seawall-Signature: t=<seconds since 1970>,v1=<hexadecimal HMAC-SHA256 of "<t>.<body>">
 */

import { createHmac } from 'node:crypto';
import type { Preset } from '../preset.ts';

export const PLAIN: Preset = {
  name: 'plain',
  hosts: [],
  secret: 'SEAWALL_NOTIFY_SECRET',
  build(message, { url, secret, now, delivery }) {
    const body = JSON.stringify(message);
    const time = Math.floor(now / 1_000);
    const headers: Record<string, string> = { 'Seawall-Event': message.event, 'Seawall-Delivery': delivery };
    if (secret !== undefined) {
      const mac = createHmac('sha256', secret).update(`${time}.${body}`).digest('hex');
      headers['Seawall-Signature'] = `t=${time},v1=${mac}`;
    }
    return { url, headers, body };
  },
};
