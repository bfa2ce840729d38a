import { expect, it } from 'vitest';
import { textOf } from '../../src/notify/lines.ts';
import { parseMessage } from '../../src/notify/outbox.ts';
import { refusalMessage } from '../../src/notify/refusal.ts';

const REFUSAL = {
  ...{ command: 'audit', code: 'AUTHORIZATION_EXPIRED', reason: 'targets/a.yaml:1:\n  SEC-1 ended on 2026-02-28' },
  ...{ vantage: 'office', version: '0.2.0', host: 'audit-1', run: '' },
};
const NOW = '2026-03-01T02:00:00.000Z';

it('says what did not start, why and where, in one line each', () => {
  const message = refusalMessage(REFUSAL, NOW);
  expect(textOf(message)).toBe(
    [
      'Seawall: audit did not start (AUTHORIZATION_EXPIRED); nothing new is looked at until this is mended',
      '',
      'Command: seawall audit',
      'Vantage: office',
      'On: audit-1',
      'Why: targets/a.yaml:1: SEC-1 ended on 2026-02-28',
      'Told: once; the next run that ends says that runs go on',
    ].join('\n'),
  );
  expect(parseMessage(JSON.stringify(message))).toEqual(message);
});

it('tells a run that failed from one that did not start, and cuts a long reason', () => {
  const message = refusalMessage({ ...REFUSAL, run: '20260301T020000Z-4f1a2b', reason: 'x'.repeat(9_000) }, NOW);
  expect(message.title).toContain('audit failed');
  expect(message.facts.find(([name]) => name === 'Why')?.[1]).toHaveLength(600);
});
