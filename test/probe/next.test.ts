import { describe, expect, it } from 'vitest';
import type { Attempt, AttemptEnd, AttemptPurpose, TlsFacts, Transport } from '../../src/domain/attempt.ts';
import { MAX_ATTEMPTS, nextAttempt } from '../../src/probe/next.ts';

const TLS: TlsFacts = { established: false, keyed: false, protocol: '', cipher: '' };

function made(
  transport: Transport,
  end: AttemptEnd,
  tls?: Partial<TlsFacts>,
  purpose: AttemptPurpose = 'first',
): Attempt {
  return { purpose, transport, at: '', elapsed: 1, end, ...(transport === 'tls' && { tls: { ...TLS, ...tls } }) };
}

describe('the next connection', () => {
  it.each<[string, Attempt[], number, ReturnType<typeof nextAttempt>]>([
    ['the first is plain', [], 2375, { transport: 'plain', purpose: 'first' }],
    ['the first on 2376 is TLS', [], 2376, { transport: 'tls', purpose: 'first' }],
    ['an answer ends it', [made('plain', 'answered')], 2375, undefined],
    ['TLS here', [made('plain', 'tls-here')], 2375, { transport: 'tls', purpose: 'other-transport' }],
    ['a hang-up may be TLS', [made('plain', 'closed')], 2375, { transport: 'tls', purpose: 'other-transport' }],
    ['a reset may be TLS', [made('plain', 'reset')], 2375, { transport: 'tls', purpose: 'other-transport' }],
    ['plain here', [made('tls', 'plain-here')], 2376, { transport: 'plain', purpose: 'other-transport' }],
    ['silence in plain is given time', [made('plain', 'silent')], 2375, { transport: 'plain', purpose: 'patient' }],
    [
      'silence inside TLS is given time',
      [made('tls', 'silent', { established: true })],
      2376,
      { transport: 'tls', purpose: 'patient' },
    ],
    [
      'silence before TLS may be plain',
      [made('tls', 'silent')],
      2376,
      { transport: 'plain', purpose: 'other-transport' },
    ],
    [
      'a demanded certificate: who asks?',
      [made('tls', 'tls-refused', { alert: 116, established: true })],
      2376,
      { transport: 'plain', purpose: 'other-transport' },
    ],
    ['no common cipher ends it', [made('tls', 'tls-refused', { alert: 40 })], 2376, undefined],
    ['outside the scope ends it', [made('plain', 'not-permitted')], 2375, undefined],
    [
      'two hang-ups are confirmed',
      [made('plain', 'closed'), made('tls', 'closed')],
      2375,
      { transport: 'plain', purpose: 'confirm' },
    ],
  ])('%s', (_name, attempts, port, next) => {
    expect(nextAttempt(attempts, port)).toEqual(next);
  });

  it('always comes to an end', () => {
    const ends: AttemptEnd[] = [
      'closed',
      'reset',
      'silent',
      'not-connected',
      'tls-here',
      'plain-here',
      'tls-refused',
      'answered',
      'unparsable',
    ];
    for (const port of [2375, 2376]) {
      for (const first of ends) {
        for (const second of ends) {
          const attempts: Attempt[] = [];
          for (let next = nextAttempt(attempts, port); next !== undefined; next = nextAttempt(attempts, port)) {
            attempts.push(made(next.transport, attempts.length === 0 ? first : second, {}, next.purpose));
            expect(attempts.length).toBeLessThanOrEqual(MAX_ATTEMPTS);
          }
        }
      }
    }
  });
});
