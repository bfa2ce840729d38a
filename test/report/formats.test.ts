import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, test } from 'vitest';
import { SeawallError } from '../../src/domain/errors.ts';
import type { Report } from '../../src/domain/report.ts';
import { FORMATS, filesOf, parseFormats, RUN_FORMAT, targetOf } from '../../src/report/formats.ts';
import { hostileCompared } from './compared.ts';
import { HOSTILE_TEXTS, hostileReport, largeReport, sampleReport } from './sample.ts';
import { workReport } from './sample-work.ts';

/** Formats that leave no finding out. */
const WHOLE = new Set(['csv', 'json']);

const names = (list: string): string[] => parseFormats(list).map(({ name }) => name);

describe('parseFormats', () => {
  test('gives each format once, in the order of the registry', () => {
    expect(names('json')).toEqual(['json']);
    expect(names('json, CSV,csv')).toEqual(['csv', 'json']);
    expect(names('all')).toEqual(FORMATS.map(({ name }) => name));
    expect(names('csv,ALL')).toEqual(FORMATS.map(({ name }) => name));
  });

  test.each(['xml', 'csv,xml', '', 'csv,', 'constructor', 'run', 'all,xml'])(
    'refuses %j and names those that exist',
    (list) => {
      expect(() => parseFormats(list)).toThrow(SeawallError);
      expect(() => parseFormats(list)).toThrow(
        /is not a report format: give one or more of csv, json, .*, or all \[USAGE\]$/,
      );
    },
  );

  test('quotes the unknown name without obeying it', () => {
    expect(() => parseFormats('\u001b[2J')).toThrow("'\uFFFD[2j'");
  });
});

describe('filesOf', () => {
  test('puts the files of a folder below it', () => {
    const files = () => [{ path: 'a/b.txt', chunks: ['b'] }];
    const format = { name: 'x', describe: '', folder: 'many', files };
    expect(targetOf(format, largeReport(1))).toBe('many/');
    expect([...filesOf(format, largeReport(1))]).toEqual([{ path: 'many/a/b.txt', chunks: ['b'] }]);
  });
});

describe('FORMATS', () => {
  test('have names and files of their own', () => {
    const all = [...FORMATS, RUN_FORMAT];
    expect(new Set(all.map(({ name }) => name)).size).toBe(all.length);
    expect(new Set(all.map((format) => targetOf(format, sampleReport()))).size).toBe(all.length);
  });

  test('are pure: the same report gives the same bytes, and stays as it was', () => {
    for (const format of [...FORMATS, RUN_FORMAT]) {
      const report = largeReport(20);
      const before = structuredClone(report);
      const render = (): string[] => [...filesOf(format, report)].flatMap(({ path, chunks }) => [path, ...chunks]);
      expect(render().join('')).toBe(render().join(''));
      expect(report).toEqual(before);
    }
  });

  test.each(
    [...HOSTILE_TEXTS, '\u0000\u001b\u202e'.repeat(30_000)].map((text) => [JSON.stringify(text.slice(0, 40)), text]),
  )('let nothing through that a terminal or a text direction obeys, with %s everywhere', (_, text) => {
    expectHarmless(hostileCompared(text));
  });

  test('let nothing through however a finding stands, declarations and their reasons included', () => {
    expectHarmless(hostileReport('a\u001b[2J\u0000\u009b31m\u202Eb\ud800\u200B', workReport()));
  });

  test('render many findings in small pieces, and keep none of them', () => {
    const report = largeReport(20_000);
    for (const format of FORMATS) {
      const { name } = format;
      const before = liveHeap();
      let measured = 0;
      let total = 0;
      let growth = 0;
      for (const { chunks } of filesOf(format, report)) {
        for (const chunk of chunks) {
          expect(chunk.length, name).toBeLessThan(1_000_000);
          total += chunk.length;
          if (total - measured < 2_000_000) continue;
          measured = total;
          growth = Math.max(growth, liveHeap() - before);
        }
      }
      if (WHOLE.has(name)) expect(total, name).toBeGreaterThan(4_000_000);
      expect(growth, name).toBeLessThan(10_000_000);
    }
  });
});

/** No control, format character or lone surrogate in any file. */
function expectHarmless(report: Report): void {
  for (const format of [...FORMATS, RUN_FORMAT]) {
    for (const { path, chunks } of filesOf(format, report)) {
      // Lines end in every format; tabs stand between cells in one whose name says so.
      const rendered = [...chunks].join('').replaceAll(path.endsWith('.tsv') ? /[\n\t]/g : '\n', '');
      expect(rendered.search(/[\p{Cc}\p{Cf}\p{Cs}]/u), `${format.name}: ${path}`).toBe(-1);
    }
  }
}

/** Bytes in use once the garbage is gone. */
function liveHeap(): number {
  setFlagsFromString('--expose-gc');
  runInNewContext('gc')();
  return process.memoryUsage().heapUsed;
}
