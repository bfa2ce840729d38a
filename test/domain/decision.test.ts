import { describe, expect, it } from 'vitest';
import { DECISION_KINDS, type Decision, isDecision, subjectOf } from '../../src/domain/decision.ts';
import type { Exposure } from '../../src/domain/finding.ts';
import { sampleFinding } from '../report/sample.ts';

const subject = { address: '127.0.9.1', port: 2375, vantage: 'default', exposure: null, opened: null };
const by = { by: 'ann', at: '2026-03-01T02:00:00.000Z' };

/** One of each kind, with what it needs and no more. */
const DECISIONS: Decision[] = [
  { kind: 'accept', ...subject, ...by, reason: 'r', owner: 'o', until: '2026-04-01' },
  { kind: 'revoke', ...subject, ...by, reason: 'r' },
  { kind: 'retire', ...subject, ...by, reason: 'r' },
  { kind: 'record-change', ...subject, ...by, reference: 'C-1' },
  { kind: 'comment', ...subject, ...by, text: 't' },
  { kind: 'ticket', ...subject, ...by, reference: 'T-1' },
  { kind: 'assignee', ...subject, ...by, text: 'bob' },
];

describe('a decision', () => {
  it('is read again, of every kind', () => {
    expect(DECISIONS.every(isDecision)).toBe(true);
    expect(new Set(DECISIONS.map(({ kind }) => kind))).toEqual(new Set(DECISION_KINDS));
  });

  it.each(DECISIONS)('of kind $kind is none without any of its fields', (decision) => {
    for (const field of Object.keys(decision)) expect(isDecision({ ...decision, [field]: undefined })).toBe(false);
  });

  it.each([{ kind: 'forget' }, { address: 'x' }, { port: 0 }, { opened: 'yesterday' }, { at: '1' }, { reason: 3 }])(
    'is none with %j',
    (wrong) => {
      expect(isDecision({ ...DECISIONS[0], ...wrong })).toBe(false);
    },
  );

  it('is about the exposure of a finding, where it has one', () => {
    const finding = sampleFinding('10.20.0.9', { verdict: 'engine-open-plaintext' });
    const place = { address: '10.20.0.9', port: 2375, vantage: 'office' };
    expect(subjectOf(finding)).toEqual({ ...place, exposure: null, opened: null });
    const opened = '2026-03-01T02:00:07.120Z';
    const exposure: Exposure = {
      ...{ id: 'e1', state: 'open', how: null, opened, closed: null },
      ...{ verdict: finding.verdict, severity: finding.severity, product: finding.product, version: '' },
    };
    const days = { changes: [], openSince: opened, daysOpen: 0, due: null, overdue: false, acceptance: null };
    expect(subjectOf({ ...finding, standing: { ...days, exposure } })).toEqual({ ...place, exposure: 'e1', opened });
  });
});
