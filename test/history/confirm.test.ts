import { expect, it } from 'vitest';
import type { Finding } from '../../src/domain/finding.ts';
import { confirm } from '../../src/history/confirm.ts';
import type { RunView, WatchedState } from '../../src/history/observe.ts';
import { CLOSED, findingOf, SILENT, viewOf } from './samples.ts';

const LOOKS: Readonly<Record<string, Finding | WatchedState>> = {
  engine: findingOf('engine-open-plaintext'),
  other: findingOf('other-service'),
  unclear: findingOf('no-reply'),
  closed: CLOSED,
  silent: SILENT,
  skipped: { state: 'not-tested', reason: 'EMFILE' },
};

function lookOf(name: string): RunView {
  const found = LOOKS[name];
  if (found === undefined) return viewOf([]);
  return 'verdict' in found ? viewOf([found]) : viewOf([], { '127.0.0.9': found });
}

/** First look, second look, what they come to. */
it.each([
  ['engine', 'engine', 'engine'],
  ['engine', 'closed', 'engine'],
  ['engine', 'other', 'engine'],
  ['engine', 'silent', 'engine'],
  ['engine', 'nothing', 'engine'],
  ['closed', 'engine', 'engine'],
  ['nothing', 'engine', 'engine'],
  ['closed', 'closed', 'closed'],
  ['closed', 'other', 'other'],
  ['other', 'closed', 'closed'],
  ['closed', 'silent', 'disagree'],
  ['silent', 'closed', 'disagree'],
  ['unclear', 'closed', 'disagree'],
  ['silent', 'silent', 'silent'],
  ['silent', 'skipped', 'skipped'],
  ['silent', 'unclear', 'unclear'],
  ['closed', 'nothing', 'missing'],
  ['nothing', 'closed', 'missing'],
])('%s, then %s: %s', (first, second, expected) => {
  const { findings, watched } = confirm(lookOf(first), lookOf(second));
  const [finding] = findings.values();
  const [state] = watched.values();
  expect(findings.size + watched.size).toBe(1);
  if (expected === 'disagree') expect(state).toEqual({ state: 'filtered', reason: 'two looks disagree' });
  else if (expected === 'missing') expect(state).toEqual({ state: 'not-tested', reason: 'one look is missing' });
  else expect(finding ?? state).toBe(LOOKS[expected]);
});
