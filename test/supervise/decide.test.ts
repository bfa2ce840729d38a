import { describe, expect, it } from 'vitest';
import { addRemark } from '../../src/history/decide.ts';
import { type Database, historyPath, readHistory } from '../../src/history/history-file.ts';
import { decide, type Ruling } from '../../src/supervise/decide.ts';
import { readDecisions } from '../../src/supervise/decisions.ts';
import { createContext } from '../helpers/context.ts';
import { ENGINE, GONE, idOf, OLD, shortHistory } from '../helpers/history.ts';
import { temporaryFolder } from '../helpers/scope.ts';

const EITHER = { allPorts: false, allVantages: false };

/** Comments on everything but what closed. */
function ruling(db: Database): Ruling {
  return {
    terms: [{ kind: 'comment', text: 'seen' }],
    concerns: ({ state }) => state !== 'resolved',
    refuse: ({ state }) => (state === 'resolved' ? 'it is over' : undefined),
    write: (finding, decided) => addRemark(db, finding, { kind: 'comment', text: 'seen', ...decided }),
    say: (_stored, what) => `said of ${what}`,
  };
}

const commentsIn = (out: string): number => readHistory(out, (db) => db.all('SELECT * FROM remarks').length);

describe('a decision', () => {
  it('is about each that is meant once, in the log as well, and said with who decided', async () => {
    const { out } = await shortHistory();
    const context = createContext();
    const words = [`${OLD}:2375`, '127.0.9.0/30', idOf(OLD)];
    expect(await decide({ out, words, ...EITHER }, context, ruling)).toBe(0);
    expect(context.out()).toBe(
      `said of ${idOf(OLD)} (${OLD}:2375, critical), by tester\nsaid of ${idOf(ENGINE)} (${ENGINE}:2375, critical), by tester\n`,
    );
    expect((await readDecisions(out)).decisions).toMatchObject([
      { kind: 'comment', address: OLD, by: 'tester', text: 'seen', exposure: expect.stringMatching(/^e/) },
      { kind: 'comment', address: ENGINE },
    ]);
    expect(commentsIn(out)).toBe(2);
  });

  it('is made about all, or about nothing', async () => {
    const { out } = await shortHistory();
    const context = createContext();
    const refused = decide({ out, words: [OLD, GONE], ...EITHER }, context, ruling);
    await expect(refused).rejects.toMatchObject({ code: 'DECISION_REFUSED', exitStatus: 2 });
    await expect(refused).rejects.toThrow(`${idOf(GONE)} (${GONE}:2375, critical): it is over`);
    expect([commentsIn(out), context.out(), (await readDecisions(out)).decisions]).toEqual([0, '', []]);
  });

  it('of a vantage alone is about all that it saw; a folder without a history is refused', async () => {
    const { out } = await shortHistory();
    await decide({ out, words: [], vantage: 'default', ...EITHER }, createContext(), ruling);
    expect(commentsIn(out)).toBe(3);
    const elsewhere = decide({ out, words: [], vantage: 'outside', ...EITHER }, createContext(), ruling);
    await expect(elsewhere).rejects.toThrow('nothing that was seen from outside is open');
    const empty = await temporaryFolder();
    const nowhere = decide({ out: empty, words: [OLD], ...EITHER }, createContext(), ruling);
    await expect(nowhere).rejects.toThrow(historyPath(empty));
  });
});
