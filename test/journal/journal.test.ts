import { appendFile, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SeawallError } from '../../src/domain/errors.ts';
import { type JournalLine, openJournal, readJournal } from '../../src/journal/journal.ts';
import { scopeOf, temporaryFolder } from '../helpers/scope.ts';

const START: JournalLine = {
  kind: 'start',
  schema: 'seawall.journal/1',
  run: '20261124T000000Z-abcdef',
  version: '0.1.0',
  at: '2026-11-24T00:00:00.000Z',
  vantage: 'default',
  options: {
    engine: 'connect',
    ports: [],
    rate: 1,
    prefixRate: 1,
    concurrency: 1,
    threads: 1,
    probes: 1,
    timeout: 1,
    retries: 0,
    seed: 1,
    shard: { index: 1, count: 1 },
    maxDuration: null,
    minCoverage: 0,
  },
  scope: scopeOf(['127.0.0.1']),
};
const RESUME: JournalLine = { kind: 'resume', at: '2026-11-24T00:00:01.000Z' };

async function written(text: string): Promise<string> {
  const folder = await temporaryFolder();
  await writeFile(join(folder, 'journal.jsonl'), text);
  return folder;
}

async function lines(folder: string): Promise<JournalLine[]> {
  const all: JournalLine[] = [];
  for await (const line of readJournal(folder)) all.push(line);
  return all;
}

describe('the journal', () => {
  it('reads back what was appended, also after it was closed', async () => {
    const folder = await temporaryFolder();
    for (const line of [START, RESUME]) {
      const journal = await openJournal(folder);
      journal.append(line);
      await journal.close();
    }
    expect(await lines(folder)).toEqual([START, RESUME]);
  });

  it('reads texts with the line separators of Unicode, which JSON does not escape', async () => {
    const fault: JournalLine = { kind: 'fault', at: '2026-11-24T00:00:01.000Z', message: 'a\u2028b\u2029c\rd\u0085e' };
    expect(await lines(await written(`${JSON.stringify(START)}\n${JSON.stringify(fault)}\n`))).toEqual([START, fault]);
  });

  it('drops a torn last line, and cuts it off before the next is written', async () => {
    const whole = `${JSON.stringify(START)}\n`;
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: JSON.stringify(RESUME).length - 1 }), async (length) => {
        const folder = await written(whole);
        await appendFile(join(folder, 'journal.jsonl'), JSON.stringify(RESUME).slice(0, length));
        expect(await lines(folder)).toEqual([START]);
        const journal = await openJournal(folder);
        journal.append(RESUME);
        await journal.close();
        expect(await readFile(join(folder, 'journal.jsonl'), 'utf8')).toBe(`${whole}${JSON.stringify(RESUME)}\n`);
      }),
      { numRuns: 20 },
    );
  });

  it.each([
    ['', 'JOURNAL_CORRUPT', 1],
    ['{"kind":"sta', 'JOURNAL_CORRUPT', 1],
    [`${JSON.stringify(RESUME)}\n${JSON.stringify(RESUME)}\n`, 'JOURNAL_CORRUPT', 1],
    [`${JSON.stringify(START)}\nrubbish\n${JSON.stringify(RESUME)}\n`, 'JOURNAL_CORRUPT', 2],
    [`${JSON.stringify(START)}\n{"kind":"other"}\n${JSON.stringify(RESUME)}\n`, 'JOURNAL_CORRUPT', 2],
    [`${JSON.stringify(START)}\n${JSON.stringify(START)}\n${JSON.stringify(RESUME)}\n`, 'JOURNAL_CORRUPT', 2],
    [`${JSON.stringify(START).replace('journal/1', 'journal/2')}\n`, 'JOURNAL_VERSION', 1],
  ])('refuses %j', async (text, code, line) => {
    const error: unknown = await lines(await written(text)).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(SeawallError);
    if (error instanceof SeawallError) expect(error.problems[0]).toMatchObject({ code, line });
  });
});
