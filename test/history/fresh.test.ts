import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { Finding } from '../../src/domain/finding.ts';
import { type Database, openWriting } from '../../src/history/database.ts';
import type { RunView } from '../../src/history/observe.ts';
import { recordRun, recordStart } from '../../src/history/store.ts';
import { temporaryFolder } from '../helpers/scope.ts';
import { CLOSED, findingOf, viewOf } from './samples.ts';

const FILTERED = findingOf('engine-filtered');
const OPEN = findingOf('engine-open-plaintext');
const GUARDED = findingOf('auth-required');
const UNCLEAR = findingOf('inconclusive');
const REFUSED: Finding[] = [];

interface Look {
  id: string;
  finished?: boolean;
  scope?: string;
  vantage?: string;
  resumptions?: number;
}

/** Records the run of a day. @returns the findings that are new in it */
function look(db: Database, day: number, findings: Finding[], change: Look): string[] {
  const at = `2026-03-0${day}T02:00:00.000Z`;
  const { id, finished = true, scope = 'office', vantage = 'default', resumptions = 0 } = change;
  const severities = { critical: 0, high: 0, medium: 0, low: 0, info: 0 };
  const watched = findings.length === 0 ? { '127.0.0.9': CLOSED } : {};
  const view: RunView = viewOf(
    findings.map((finding) => ({ ...finding, lastSeen: at, vantage })),
    watched,
    { resumptionsOf: () => resumptions },
  );
  recordStart(db, id, at);
  const { fresh } = recordRun(db, {
    run: {
      ...{ id, purpose: 'audit', vantage, startedAt: at, finishedAt: at },
      ...{ outcome: finished ? 'finished' : 'partial', shard: '1/1', digest: 'sha256:0' },
      ...{ endpoints: 4, tested: 4, severities, whole: finished },
    },
    ...{ endedAt: Array.from({ length: resumptions + 1 }, () => at), scope: { key: scope, files: [], vantages: [] } },
    ...{ view, known: [], deadlines: {}, reviews: [], keep: () => undefined },
  });
  return [...fresh];
}

async function database(): Promise<Database> {
  return openWriting(join(await temporaryFolder(), 'seawall.db'));
}

it('is what opened, what got worse and what came back, and nothing that got better', async () => {
  const db = await database();
  const days: [Finding[], string[]][] = [
    [[FILTERED], ['f1']],
    [[OPEN], ['f1']],
    [[OPEN], []],
    [[FILTERED], []],
    [REFUSED, []],
    [[GUARDED], ['f1']],
    [[UNCLEAR], ['f1']],
    [[OPEN], ['f1']],
  ];
  const said = days.map(([findings], i) => look(db, i + 1, findings, { id: `r${i}` }));
  expect(said).toEqual(days.map(([, fresh]) => fresh));
  db.close();
});

it('is new until an audit has finished', async () => {
  const db = await database();
  look(db, 1, REFUSED, { id: 'r1' });
  expect(look(db, 2, [OPEN], { id: 'r2', finished: false })).toEqual(['f1']);
  expect(look(db, 3, [OPEN], { id: 'r3' })).toEqual(['f1']);
  expect(look(db, 4, [OPEN], { id: 'r4' })).toEqual([]);
  db.close();
});

it('goes by the order in which runs were written, also where one was resumed', async () => {
  const db = await database();
  look(db, 1, REFUSED, { id: 'r1', finished: false });
  look(db, 2, [GUARDED], { id: 'r2' });
  expect(look(db, 3, [OPEN], { id: 'r1', finished: false, resumptions: 1 })).toEqual(['f1']);
  expect(look(db, 4, [OPEN], { id: 'r4' })).toEqual(['f1']);
  db.close();
});

it('knows the runs of the same scope from the same vantage alone', async () => {
  const db = await database();
  look(db, 1, [OPEN], { id: 'r1' });
  expect(look(db, 2, [OPEN], { id: 'r2', scope: 'other' })).toEqual(['f1']);
  expect(look(db, 3, [OPEN], { id: 'r3' })).toEqual([]);
  expect(look(db, 4, [{ ...OPEN, id: 'f2' }], { id: 'r4', vantage: 'vps' })).toEqual(['f2']);
  db.close();
});
