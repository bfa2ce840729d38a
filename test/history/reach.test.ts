/** Runs from two vantages, recorded from their journals: what history knows of the reach of a place. */

import { describe, expect, it } from 'vitest';
import { listWatched } from '../../src/audit/watched.ts';
import { findingId } from '../../src/domain/finding.ts';
import type { Report } from '../../src/domain/report.ts';
import { openWriting } from '../../src/history/database.ts';
import { recordChange } from '../../src/history/decide.ts';
import { historyPath, readHistory } from '../../src/history/history-file.ts';
import { listFindings } from '../../src/history/query.ts';
import { loadReach } from '../../src/history/reach.ts';
import { type WrittenRun, writeRun } from '../helpers/ended-run.ts';
import { findOne } from '../helpers/history.ts';
import { recordRunFolder } from '../helpers/record-run.ts';
import { scopeOf, temporaryFolder } from '../helpers/scope.ts';

const PLACE = '127.0.9.1';
const VANTAGES = 'vantages: [{ name: office, stands: inside }, { name: vps, stands: internet }]\n';
const SCOPE = scopeOf(['127.0.9.0/28'], VANTAGES);
const OPEN = { answers: { [PLACE]: '27.0.3' } };
const MTLS = { answers: { [PLACE]: 'mtls' } };
const FORBIDDEN = { answers: { [PLACE]: '403' } };
const SILENT = { watched: [{ address: PLACE, state: 'filtered' as const, reason: 'timeout' }] };
const REFUSED = { watched: [{ address: PLACE, state: 'closed' as const, reason: 'ECONNREFUSED' }] };
/** The sweep kept counts alone. */
const COUNTED = {};

type Change = Partial<Omit<WrittenRun, 'id'>>;

const at = (day: number): string => `2026-03-${String(day).padStart(2, '0')}T12:00:00.000Z`;

async function look(out: string, day: number, vantage: string, change: Change): Promise<Report> {
  const id = `202603${String(day).padStart(2, '0')}T02000${vantage === 'vps' ? 1 : 0}Z-00000${vantage === 'vps' ? 'b' : 'a'}`;
  return await recordRunFolder(await writeRun(out, { id, scope: SCOPE, vantage, ...change }), { out, deadlines: {} });
}

/** One run a day. @returns the folder */
async function play(...looks: [vantage: string, change: Change][]): Promise<string> {
  const out = await temporaryFolder();
  for (const [i, [vantage, change]] of looks.entries()) await look(out, i + 1, vantage, change);
  return out;
}

function textOn(out: string, day: number): string | undefined {
  const [first] = readHistory(out, (db) => listFindings(db, { now: at(day), filter: { unresolved: true } }));
  return first?.finding.standing.reach?.text;
}

describe('the reach of a place where an exposure lives', () => {
  it.each([
    [
      'open from both sides',
      [
        ['office', OPEN],
        ['vps', OPEN],
      ],
      'internet',
    ],
    [
      'open outside alone',
      [
        ['vps', OPEN],
        ['office', REFUSED],
      ],
      'internet-only',
    ],
    [
      'open inside, refused outside',
      [
        ['office', OPEN],
        ['vps', REFUSED],
      ],
      'inside-only',
    ],
    [
      'open inside, guarded outside',
      [
        ['office', OPEN],
        ['vps', MTLS],
      ],
      'inside-only',
    ],
    [
      'open inside, silent outside',
      [
        ['office', OPEN],
        ['vps', SILENT],
      ],
      'inside, silent outside since 2026-03-02',
    ],
    [
      'open inside, silent outside for some runs',
      [
        ['vps', SILENT],
        ['office', OPEN],
        ['vps', SILENT],
      ],
      'inside, silent outside since 2026-03-01',
    ],
    [
      'open inside, and nobody can say outside',
      [
        ['office', OPEN],
        ['vps', FORBIDDEN],
      ],
      'inside, unclear answer outside since 2026-03-02',
    ],
    ['open inside, never looked at outside', [['office', OPEN]], 'inside, outside not looked at'],
    [
      'open inside, counted alone outside',
      [
        ['office', OPEN],
        ['vps', COUNTED],
      ],
      'inside, outside not looked at',
    ],
    [
      'open inside, seen from an undeclared vantage',
      [
        ['office', OPEN],
        ['laptop', OPEN],
      ],
      'inside, outside not looked at',
    ],
  ] as [string, [string, Change][], string][])('%s', async (_what, looks, text) => {
    expect(textOn(await play(...looks), looks.length)).toBe(text);
  });

  it('is not known where it is seen from undeclared vantages alone, or the scope declares those of one kind', async () => {
    expect(textOn(await play(['laptop', OPEN]), 1)).toBeUndefined();
    const scope = scopeOf(['127.0.9.0/28'], 'vantages: [{ name: office, stands: inside }]\n');
    expect(textOn(await play(['office', { ...OPEN, scope }]), 1)).toBeUndefined();
    expect(textOn(await play(['office', { ...OPEN, scope: scopeOf(['127.0.9.0/28']) }]), 1)).toBeUndefined();
  });

  it('forgets a look after seven days', async () => {
    const out = await play(['vps', REFUSED], ['office', OPEN]);
    expect(textOn(out, 7)).toBe('inside-only');
    expect(textOn(out, 8)).toBe('inside, outside not looked at since 2026-03-01');
    expect(textOn(out, 9)).toBeUndefined();
  });

  it('takes the last answer of a vantage before what it met when the place had never answered', async () => {
    const out = await play(['vps', REFUSED], ['office', OPEN], ['vps', OPEN], ['vps', REFUSED]);
    expect(textOn(out, 4)).toBe('inside-only');
    expect(readHistory(out, (db) => db.all('SELECT * FROM unanswered'))).toEqual([]);
  });

  it('is that of the scopes that name it: of a damaged list of vantages, none', async () => {
    const out = await play(['office', OPEN], ['vps', REFUSED]);
    const db = openWriting(historyPath(out));
    db.prepare('UPDATE scopes SET vantages = ?')('[{"name":"office"}]');
    expect(loadReach(db, Date.parse(at(2)))(PLACE, 2375)).toBeUndefined();
    db.close();
  });
});

describe('the report of a run', () => {
  it('tells the reach, and once that the Internet reaches a place now', async () => {
    const out = await play(['office', OPEN], ['vps', REFUSED]);
    const [finding] = (await look(out, 3, 'vps', OPEN)).findings;
    expect(finding?.standing?.reach).toMatchObject({ word: 'internet', news: 'now-on-internet' });
    expect(finding?.standing?.changes).toContain('now reachable from the Internet');
    const [later] = (await look(out, 4, 'vps', OPEN)).findings;
    expect(later?.standing?.reach?.news).toBeUndefined();
    const [inside] = (await look(out, 5, 'office', OPEN)).findings;
    expect(inside?.standing?.reach).toMatchObject({ word: 'internet', outside: { vantage: 'vps', look: 'exposed' } });
    expect(inside?.standing?.reach?.news).toBeUndefined();
  });

  it('raises the alarm for what is newly filtered outside, seen from either side, until a change is recorded', async () => {
    const out = await play(['office', OPEN], ['vps', OPEN], ['vps', SILENT]);
    // The inside has not looked since: the host may be off.
    expect(textOn(out, 3)).toBe('inside, silent outside since 2026-03-03');
    const [inside] = (await look(out, 4, 'office', OPEN)).findings;
    expect(inside?.standing?.reach).toMatchObject({ word: 'inside-outside-silent', news: 'newly-filtered' });
    expect(inside?.standing?.changes.join()).toMatch(/open inside, newly filtered outside.*no change is recorded/);
    const { history } = await look(out, 5, 'vps', SILENT);
    expect(history?.absent[0]?.standing?.reach?.news).toBe('newly-filtered');
    const db = openWriting(historyPath(out));
    const { finding } = findOne(db, findingId(PLACE, 2375, 'office'), { now: at(5) });
    expect(finding.standing.reach?.news).toBe('newly-filtered');
    recordChange(db, finding, { reference: 'CHG-1', by: 'ops', at: at(5) });
    db.close();
    const [quiet] = (await look(out, 6, 'office', OPEN)).findings;
    expect(quiet?.standing?.reach).toMatchObject({ word: 'inside-outside-silent' });
    expect(quiet?.standing?.reach?.news).toBeUndefined();
  });

  it('raises none for what had refused before it fell silent, or never answered', async () => {
    for (const before of [REFUSED, COUNTED]) {
      const out = await play(['office', OPEN], ['vps', before], ['vps', SILENT]);
      const [inside] = (await look(out, 4, 'office', OPEN)).findings;
      expect(inside?.standing?.reach).toMatchObject({ word: 'inside-outside-silent' });
      expect(inside?.standing?.reach?.news).toBeUndefined();
    }
  });
});

it('has a run from a declared vantage watch what is open in the view of others', async () => {
  const out = await play(['office', OPEN], ['laptop', { answers: { '127.0.9.2': '27.0.3' } }]);
  const watched = (vantage: string, scope = SCOPE) => listWatched(out, vantage, scope).map(({ address }) => address);
  expect(watched('vps')).toEqual([PLACE]);
  expect(watched('office')).toEqual([PLACE]);
  expect(watched('laptop')).toEqual(['127.0.9.2']);
  expect(watched('vps', scopeOf(['127.0.9.0/28']))).toEqual([]);
});
