import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { textOf } from '../../src/notify/lines.ts';
import type { Message } from '../../src/notify/message.ts';
import { PRESETS } from '../../src/notify/presets.ts';

const MESSAGE: Message = {
  schema: 'seawall.notification/1',
  event: 'changes',
  title: 'Seawall: 1 new <&> *',
  run: {
    id: '20260301T020000Z-4f1a2b',
    vantage: 'office',
    version: '0.1.0',
    startedAt: '2026-03-01T02:00:00.000Z',
    finishedAt: '2026-03-01T02:03:11.480Z',
  },
  facts: [
    ['Run', '20260301T020000Z-4f1a2b'],
    ['Vantage', 'office_1'],
  ],
  findings: [
    {
      id: 'f1',
      change: 'new',
      severity: 'critical',
      verdict: 'engine-open-plaintext',
      product: 'docker',
      address: '2001:db8::5',
      port: 2375,
      owner: 'plat[form](x)',
      contact: 'p@example.org',
      due: '2026-03-08',
    },
  ],
  omitted: 0,
};
const LINE = 'new: critical [2001:db8::5]:2375 docker, engine-open-plaintext (owner plat[form](x), due 2026-03-08, f1)';
const NOW = 1_772_330_400_000;

function build(name: string, secret: string | undefined, url = 'https://receiver.example/x?access_token=abc') {
  const preset = PRESETS.find((candidate) => candidate.name === name);
  const outgoing = preset?.build(MESSAGE, { url, secret, now: NOW, delivery: 'd-1' });
  return { preset, outgoing, body: JSON.parse(outgoing?.body ?? '{}') };
}

it('plain sends the message, signed over time and body', () => {
  const { outgoing, body } = build('plain', 'k');
  expect(body).toEqual(MESSAGE);
  const [, time, mac] = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(outgoing?.headers['Seawall-Signature'] ?? '') ?? [];
  expect(Number(time)).toBe(NOW / 1_000);
  expect(mac).toBe(createHmac('sha256', 'k').update(`${time}.${outgoing?.body}`).digest('hex'));
  expect(build('plain', undefined).outgoing?.headers).toEqual({
    'Seawall-Event': 'changes',
    'Seawall-Delivery': 'd-1',
  });
});

it('slack sends blocks of plain text within its limits', () => {
  const { body } = build('slack', undefined);
  expect(body.text).toBe('Seawall: 1 new &lt;&amp;&gt; *');
  expect(body.blocks[0]).toEqual({ type: 'header', text: { type: 'plain_text', text: MESSAGE.title, emoji: false } });
  expect(body.blocks[1].text.text).toBe(`${LINE}\nRun: ${MESSAGE.run.id}\nVantage: office_1`);
  const slack = PRESETS.find(({ name }) => name === 'slack');
  const long = {
    ...MESSAGE,
    findings: Array.from({ length: 20 }, () => ({ ...MESSAGE.findings[0], owner: 'o'.repeat(400) })),
  } as Message;
  const { blocks } = JSON.parse(
    slack?.build(long, { url: 'https://x.example', secret: undefined, now: 0, delivery: '' }).body ?? '{}',
  );
  expect(blocks.length).toBeGreaterThan(3);
  for (const block of blocks.slice(1)) expect(block.text.text.length).toBeLessThanOrEqual(3_000);
});

it('teams sends an adaptive card in which nothing is a link', () => {
  const { body } = build('teams', undefined);
  expect(body).toMatchObject({
    type: 'message',
    attachments: [{ contentType: 'application/vnd.microsoft.card.adaptive' }],
  });
  const card = body.attachments[0].content;
  expect(card).toMatchObject({ type: 'AdaptiveCard', version: '1.4' });
  expect(card.body[2].facts).toContainEqual({ title: 'Vantage', value: 'office\\_1' });
  expect(card.body[1].text).toContain('plat\\[form\\]\\(x\\)');
});

describe('dingtalk', () => {
  it('signs the query: time in milliseconds, key is the secret', () => {
    const { outgoing, body } = build('dingtalk', 'SECabc');
    const url = new URL(outgoing?.url ?? '');
    expect(url.searchParams.get('access_token')).toBe('abc');
    expect(url.searchParams.get('timestamp')).toBe(String(NOW));
    expect(url.searchParams.get('sign')).toBe(createHmac('sha256', 'SECabc').update(`${NOW}\nSECabc`).digest('base64'));
    expect(url.search).not.toMatch(/sign=[^&]*[+/]/);
    expect(body).toEqual({ msgtype: 'text', text: { content: textOf(MESSAGE) }, at: { isAtAll: false } });
    expect(build('dingtalk', undefined).outgoing?.url).toBe('https://receiver.example/x?access_token=abc');
  });

  it('refuses with a status of 200', () => {
    const { preset } = build('dingtalk', undefined);
    expect(preset?.complaint?.('{"errcode":0,"errmsg":"ok"}')).toBeUndefined();
    expect(preset?.complaint?.('{"errcode":310000,"errmsg":"sign not match"}')).toBe('errcode 310000');
    expect(preset?.complaint?.('<html>')).toBe('errcode missing');
  });
});

describe('feishu', () => {
  it('signs the body: time in seconds is part of the key', () => {
    const { body } = build('feishu', 'abc');
    expect(body.timestamp).toBe(String(NOW / 1_000));
    expect(body.sign).toBe(createHmac('sha256', `${NOW / 1_000}\nabc`).digest('base64'));
    expect(body.content.post.en_us.title).toBe(MESSAGE.title);
    expect(body.content.post.en_us.content[0]).toEqual([{ tag: 'text', text: LINE, un_escape: false }]);
    expect(build('feishu', undefined).body).not.toHaveProperty('sign');
  });

  it('refuses with a status of 200', () => {
    const { preset } = build('feishu', undefined);
    expect(preset?.complaint?.('{"code":0,"msg":"success"}')).toBeUndefined();
    expect(preset?.complaint?.('{"Extra":null,"StatusCode":0,"StatusMessage":"success"}')).toBeUndefined();
    expect(preset?.complaint?.('{"code":19021,"msg":"sign match fail"}')).toBe('code 19021');
  });
});
