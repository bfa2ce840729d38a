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
    [
      'words may come from a TLS port',
      [made('plain', 'answered')],
      2375,
      { transport: 'tls', purpose: 'other-transport' },
    ],
    ['TLS here', [made('plain', 'tls-here')], 2375, { transport: 'tls', purpose: 'other-transport' }],
    ['a hang-up may be TLS', [made('plain', 'closed')], 2375, { transport: 'tls', purpose: 'other-transport' }],
    ['a reset may be TLS', [made('plain', 'reset')], 2375, { transport: 'tls', purpose: 'other-transport' }],
    ['plain here', [made('tls', 'plain-here')], 2376, { transport: 'plain', purpose: 'other-transport' }],
    ['silence may be TLS', [made('plain', 'silent')], 2375, { transport: 'tls', purpose: 'other-transport' }],
    [
      'silence in plain is given time',
      [made('plain', 'silent'), made('tls', 'closed')],
      2375,
      { transport: 'plain', purpose: 'patient' },
    ],
    [
      'a stalled handshake is given time where plain text was hung up on',
      [made('plain', 'closed'), made('tls', 'silent')],
      2375,
      { transport: 'tls', purpose: 'patient' },
    ],
    [
      'a hang-up is confirmed although TLS was refused',
      [
        made('plain', 'closed'),
        made('tls', 'tls-refused', { alert: 80 }),
        made('tls', 'tls-refused', { alert: 80 }, 'permissive'),
      ],
      2375,
      { transport: 'plain', purpose: 'confirm' },
    ],
    [
      'an alert before any key is about the handshake',
      [made('tls', 'tls-refused', { alert: 116 })],
      2376,
      { transport: 'tls', purpose: 'permissive' },
    ],
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
    [
      'no common cipher: everything is offered',
      [made('tls', 'tls-refused', { alert: 40 })],
      2376,
      { transport: 'tls', purpose: 'permissive' },
    ],
    [
      'nothing suits in either offer: finite-field Diffie-Hellman may',
      [made('tls', 'tls-refused', { alert: 40 }), made('tls', 'tls-refused', { alert: 40 }, 'permissive')],
      2376,
      { transport: 'tls', purpose: 'finite-field' },
    ],
    [
      'an alert that is about something else',
      [made('tls', 'tls-refused', { alert: 70 }), made('tls', 'tls-refused', { alert: 70 }, 'permissive')],
      2376,
      undefined,
    ],
    [
      'a certificate was asked for',
      [
        made('tls', 'tls-refused', { alert: 40 }),
        made('tls', 'tls-refused', { alert: 40, requested: true }, 'permissive'),
      ],
      2376,
      { transport: 'plain', purpose: 'other-transport' },
    ],
    [
      'everything was offered',
      [
        made('tls', 'tls-refused', { alert: 40 }),
        made('tls', 'tls-refused', { alert: 40 }, 'permissive'),
        made('tls', 'tls-refused', { alert: 40 }, 'finite-field'),
      ],
      2376,
      undefined,
    ],
    [
      'finite-field Diffie-Hellman changes nothing in what is confirmed',
      [
        made('plain', 'closed'),
        made('tls', 'tls-refused', { alert: 40 }),
        made('tls', 'tls-refused', { alert: 40 }, 'permissive'),
        made('tls', 'silent', {}, 'finite-field'),
      ],
      2375,
      { transport: 'plain', purpose: 'confirm' },
    ],
    [
      'an answer by finite-field Diffie-Hellman, whatever it is',
      [
        made('plain', 'closed'),
        made('tls', 'tls-refused', { alert: 40 }),
        made('tls', 'tls-refused', { alert: 40 }, 'permissive'),
        made('tls', 'answered', { established: true }, 'finite-field'),
      ],
      2375,
      undefined,
    ],
    ['outside the scope ends it', [made('plain', 'not-permitted')], 2375, undefined],
    [
      'two hang-ups are confirmed',
      [made('plain', 'closed'), made('tls', 'closed')],
      2375,
      { transport: 'plain', purpose: 'confirm' },
    ],
  ])('%s', (_name, attempts, port, next) => {
    expect(nextAttempt(attempts, port, () => false)).toEqual(next);
  });

  it('is as without it where finite-field Diffie-Hellman is withheld', () => {
    const refused = [
      made('plain', 'closed'),
      made('tls', 'tls-refused', { alert: 71 }),
      made('tls', 'tls-refused', { alert: 71 }, 'permissive'),
    ];
    expect(nextAttempt(refused, 2375, () => false, true)).toEqual({ transport: 'plain', purpose: 'confirm' });
    expect(nextAttempt(refused.slice(1), 2376, () => false, true)).toBeUndefined();
  });

  it('is none where the answer says what it is', () => {
    expect(nextAttempt([made('plain', 'answered')], 2375, () => true)).toBeUndefined();
  });

  it('is a patient one where JSON came too slowly', () => {
    const body = { encoding: 'utf8', data: '{"Version":', total: 11 } as const;
    const http = { version: '1.1', status: 200, reason: 'OK', headers: [], bareLf: false, body };
    const slow = { ...made('plain', 'unending'), http };
    expect(nextAttempt([slow], 2375, () => false)).toEqual({ transport: 'plain', purpose: 'patient' });
    expect(nextAttempt([slow], 2375, () => true)).toBeUndefined();
  });

  it('is one more of the kind where an answer broke off in its head, before its body, or in JSON', () => {
    const withBody = (data: string, purpose?: AttemptPurpose): Attempt => ({
      ...made('plain', 'cut', undefined, purpose),
      http: {
        version: '1.1',
        status: 200,
        reason: 'OK',
        headers: [],
        bareLf: false,
        body: { encoding: 'utf8', data, total: 9 },
      },
    });
    const head: Attempt = { ...made('plain', 'cut'), raw: { encoding: 'utf8', data: 'HTTP/1.1 200 OK', total: 15 } };
    for (const attempt of [withBody('{"Version":'), withBody(''), head])
      expect(nextAttempt([attempt], 2375, () => false)).toEqual({ transport: 'plain', purpose: 'confirm' });
    const tls = { transport: 'tls', purpose: 'other-transport' };
    expect(nextAttempt([withBody('<html>')], 2375, () => false)).toEqual(tls);
    expect(nextAttempt([head, withBody('{', 'confirm')], 2375, () => false)).toEqual(tls);
    expect(nextAttempt([withBody('{')], 2375, () => true)).toBeUndefined();
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
      'cut',
    ];
    for (const port of [2375, 2376]) {
      for (const first of ends) {
        for (const second of ends) {
          const attempts: Attempt[] = [];
          const nextOf = () => nextAttempt(attempts, port, () => false);
          for (let next = nextOf(); next !== undefined; next = nextOf()) {
            attempts.push(made(next.transport, attempts.length === 0 ? first : second, { alert: 40 }, next.purpose));
            expect(attempts.length).toBeLessThanOrEqual(MAX_ATTEMPTS);
          }
        }
      }
    }
  });
});
