import { describe, expect, it } from 'vitest';
import type { StoredFinding } from '../../src/domain/history.ts';
import type { Report } from '../../src/domain/report.ts';
import type { TellInputs } from '../../src/notify/differences.ts';
import { itemLine, textOf } from '../../src/notify/lines.ts';
import type { Message } from '../../src/notify/message.ts';
import { messageOf } from '../../src/notify/told-message.ts';
import { partialReport, sampleReport } from '../report/sample.ts';
import { answering, type Book, day, empty, exposed, type Spell, tell } from './known.ts';

const AT = { out: '/srv/seawall reports', host: 'audit-1' };

function messageAfter(
  book: Book,
  known: readonly StoredFinding[],
  at: string,
  more: Partial<TellInputs> = {},
  report: Report = sampleReport(),
): Message | undefined {
  const tidings = tell(book, known, at, more);
  return tidings && messageOf(report, tidings, more.when ?? 'changes', AT);
}

/** The lines that a course of states is told in, from the second on. */
function linesOf(...spells: readonly Spell[]): string[] {
  const book = empty();
  const messages = spells.map((spell, i) => messageAfter(book, [exposed(spell)], day(i)));
  return messages.slice(1).flatMap((message) => message?.findings.map(itemLine) ?? []);
}

const WHERE = '127.0.0.1:2375 docker, engine-open-plaintext';
const WHO = 'owner platform';
const ID = 'f000000000000001';

describe('a line says', () => {
  it.each<[string, Spell[], string]>([
    ['what changed', [{}, { version: '27.3.1' }], `changed: critical ${WHERE}: 20.10.5 → 27.3.1 (${WHO}, ${ID})`],
    [
      'how it closed',
      [{}, { state: 'closed', how: 'refused' }],
      `closed: critical ${WHERE}: the port refuses connections (${WHO}, ${ID})`,
    ],
    [
      'what a closed one asks for now, and not of what severity that is',
      [{}, { state: 'closed', how: 'guarded', answersAs: 'mtls-required' }],
      `closed: critical ${WHERE}: now asks for a client certificate (${WHO}, ${ID})`,
    ],
    [
      'that a deadline is over',
      [{ due: '2026-03-01' }, { due: '2026-03-01', overdue: true }],
      `overdue: critical ${WHERE}: its deadline 2026-03-01 has passed (${WHO}, OVERDUE since 2026-03-01, ${ID})`,
    ],
    [
      'why it is not seen',
      [{}, { state: 'unverified' }],
      `not seen again: critical ${WHERE}: no answer (${WHO}, ${ID})`,
    ],
    [
      'that it got worse',
      [{ severity: 'high', verdict: 'engine-filtered' }, {}],
      `worse: critical ${WHERE}: high → critical, engine-filtered → engine-open-plaintext (${WHO}, ${ID})`,
    ],
    [
      'until when it is accepted',
      [{}, { acceptedUntil: '2026-05-01' }],
      `accepted: critical ${WHERE}: accepted until 2026-05-01 (${WHO}, ${ID})`,
    ],
    [
      'who has it now',
      [{}, { owner: 'labs' }],
      `new owner: critical ${WHERE}: owner platform → labs (owner labs, ${ID})`,
    ],
    [
      'everything at once',
      [{}, { version: '27.3.1', due: '2026-03-03' }],
      `changed: critical ${WHERE}: 20.10.5 → 27.3.1; its deadline is 2026-03-03 (${WHO}, due 2026-03-03, ${ID})`,
    ],
  ])('%s', (_what, spells, line) => {
    expect(linesOf(...spells)).toEqual([line]);
  });

  it('nothing that a host sent, but plain versions', () => {
    const hostile = '1.0 <!channel> https://evil.example';
    expect(linesOf({}, { version: hostile }, { version: `${hostile}!` })).toEqual([
      `changed: critical ${WHERE}: 20.10.5 → a version that is none (${WHO}, ${ID})`,
      `changed: critical ${WHERE}: another version (${WHO}, ${ID})`,
    ]);
    const book = empty();
    messageAfter(book, [exposed({})], day(0));
    expect(JSON.stringify(messageAfter(book, [exposed({ version: '1.evil.com' })], day(1)))).not.toContain('evil');
  });
});

it('takes what answers now from the endpoint, where history keeps it beside the closed exposure', () => {
  const book = empty();
  messageAfter(book, [exposed({})], day(0));
  const known = [exposed({ state: 'closed', how: 'guarded' }), answering(1, 'auth-required', 'low')];
  const message = messageAfter(book, known, day(1));
  expect(message?.findings).toMatchObject([
    { change: 'resolved', severity: 'critical', what: ['now asks for credentials'], answersAs: 'auth-required' },
  ]);
});

it('lists new before changed before others, worst first, and counts what it cuts', () => {
  const book = empty();
  const old = Array.from({ length: 30 }, (_, i) => exposed({ n: i + 1 }));
  messageAfter(book, old, day(0));
  const known = [
    ...old.map((_, i) => exposed({ n: i + 1, ...(i < 25 ? { version: '27.3.1' } : { state: 'unverified' as const }) })),
    exposed({ n: 200, opened: day(1), severity: 'high' }),
    exposed({ n: 201, opened: day(1) }),
  ];
  const message = messageAfter(book, known, day(1));
  expect(message?.findings.map(({ change }) => change)).toEqual(['new', 'new', ...Array(18).fill('changed')]);
  expect(message?.findings[0]).toMatchObject({ severity: 'critical', address: '127.0.0.201' });
  expect(message).toMatchObject({
    omitted: 12,
    title: 'Seawall: 2 new (worst: critical), 25 changed (worst: critical), 5 not seen again',
  });
  expect(message?.facts).toContainEqual(['Not listed here', '12 more; see the report']);
});

it('says where to look: host, folder, command', () => {
  const message = messageAfter(empty(), [exposed({ lifecycle: 'new' })], day(0));
  expect(message).toMatchObject({
    event: 'changes',
    title: 'Seawall: 1 new (critical)',
    run: { folder: '/srv/seawall reports/20260301T020000Z-4f1a2b', host: 'audit-1' },
    findings: [{ exposure: 'e000000000000001', id: ID, previousSeverity: null }],
  });
  expect(message?.facts).toContainEqual(['To look', `seawall show ${ID} --out '/srv/seawall reports'`]);
  expect(message?.facts).toContainEqual(['Reports', 'audit-1: /srv/seawall reports/20260301T020000Z-4f1a2b']);
});

it('gives the first message of a receiver a name of its own where it is not all news', () => {
  expect(messageAfter(empty(), [exposed({ n: 1, lifecycle: 'new' }), exposed({ n: 2 })], day(0))).toMatchObject({
    event: 'overview',
    title: 'Seawall: first message to you; 2 open',
  });
});

it('tells what a partial run proved, and that it was partial', () => {
  const book = empty();
  messageAfter(book, [exposed({ n: 1 }), exposed({ n: 2 })], day(0));
  const known = [
    exposed({ n: 1, state: 'closed', how: 'silent' }),
    exposed({ n: 2 }),
    exposed({ n: 3, opened: day(1) }),
  ];
  const run = { state: 'partial', why: 'interrupted' } as const;
  const message = messageAfter(book, known, day(1), { whole: false, run }, partialReport());
  expect(message).toMatchObject({ event: 'partial', findings: [{ change: 'new', address: '127.0.0.3' }] });
  expect(message?.title).toMatch(/^Seawall: 1 new \(critical\), partial run \(/);
  expect(messageAfter(book, known, day(2), { whole: false, run }, partialReport())).toBeUndefined();
});

it('says all clear with what stands behind it', () => {
  const book = empty();
  messageAfter(book, [exposed({ n: 1 }), exposed({ n: 2 })], day(0));
  const known = [exposed({ n: 1, state: 'closed', how: 'silent' }), exposed({ n: 2, acceptedUntil: '2026-09-01' })];
  const message = messageAfter(book, known, day(1));
  expect(message?.title).toBe('Seawall: all clear, 1 closed, 1 accepted');
  expect(message?.facts).toContainEqual(['Closed', '0 by proof, 1 by silence, 0 by a person']);
  expect(message?.facts).toContainEqual(['Accepted', '1']);
  expect(message?.facts).toContainEqual(['Open', 'nothing']);
});

it('gives a digest by owner, most overdue first', () => {
  const digest = { when: 'digest' } as const;
  const book = empty();
  messageAfter(book, [exposed({ n: 1 }), exposed({ n: 2, owner: 'labs' })], day(0), digest);
  const due = { due: '2026-03-02', overdue: true };
  const known = [
    exposed({ n: 1, state: 'closed', how: 'refused' }),
    exposed({ n: 2, owner: 'labs', ...due }),
    exposed({ n: 3, opened: day(3) }),
  ];
  const message = messageAfter(book, known, day(7), digest);
  expect(message).toMatchObject({ event: 'digest' });
  expect(message?.title).toBe('Seawall: week: 2 open, 1 overdue, 1 new (critical), 1 closed, 1 overdue');
  expect(message?.facts.filter(([name]) => name.startsWith('Owner'))).toEqual([
    ['Owner labs', '0 opened, 0 closed, 1 open, 1 overdue'],
    ['Owner platform', '1 opened, 1 closed, 1 open, 0 overdue'],
  ]);
});

it('repeats what is open under findings and always, after what is new', () => {
  const book = empty();
  const findings = { when: 'findings' } as const;
  messageAfter(book, [exposed({ n: 1 })], day(0), findings);
  const message = messageAfter(book, [exposed({ n: 1 }), exposed({ n: 2, opened: day(1) })], day(1), findings);
  expect(message?.findings.map(({ change, address }) => `${change} ${address}`)).toEqual([
    'new 127.0.0.2',
    'persisting 127.0.0.1',
  ]);
  expect(messageAfter(empty(), [], day(1), { when: 'always' })).toMatchObject({
    event: 'clean',
    title: 'Seawall: finished, nothing new',
  });
});

it('reads aloud', () => {
  const book = empty();
  messageAfter(book, [exposed({ n: 1 }), exposed({ n: 2 })], day(0));
  const due = { due: '2026-03-02', overdue: true };
  const known = [
    exposed({ n: 1, version: '27.3.1', ...due }),
    exposed({ n: 2, state: 'closed', how: 'guarded', answersAs: 'engine-mtls' }),
  ];
  const message = messageAfter(book, known, day(3), { approvals: [{ reference: 'SEC-1042', until: '2026-03-08' }] });
  expect(message && textOf(message)).toBe(`Seawall: 1 changed (critical), 1 closed, 1 overdue, approval ends soon

- changed: critical 127.0.0.1:2375 docker, engine-open-plaintext: 20.10.5 → 27.3.1; its deadline 2026-03-02 has passed (owner platform, OVERDUE since 2026-03-02, f000000000000001)
- closed: critical 127.0.0.2:2375 docker, engine-open-plaintext: now asks for a client certificate (owner platform, f000000000000002)

Run: 20260301T020000Z-4f1a2b
Vantage: office
Tested: 510 of 510 endpoints (100 %)
Open: 1 critical
Overdue: 1
Approval SEC-1042 ends: 2026-03-08
Reports: audit-1: /srv/seawall reports/20260301T020000Z-4f1a2b
To look: seawall show f000000000000001 --out '/srv/seawall reports'`);
});
