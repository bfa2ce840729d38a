import { expect, test } from 'vitest';
import { SWEEP_STATES } from '../../../../src/domain/endpoint.ts';
import { coverage } from '../../../../src/report/people/html/coverage-section.ts';
import { addressMap } from '../../../../src/report/people/html/map.ts';
import { MAP_STYLE } from '../../../../src/report/people/html/style-map.ts';
import { worklistOf } from '../../../../src/report/view/worklist.ts';
import { partialReport, sampleReport } from '../../sample.ts';
import { withHistory } from '../../sample-history.ts';

test('colours every state', () => {
  for (const state of SWEEP_STATES) expect(MAP_STYLE).toContain(`.part-${state}{`);
});

test('knows every kind of cell and line that a map draws, and every part of a bar', () => {
  const drawn = [sampleReport(), partialReport(), withHistory()].map(
    (report) => addressMap(report, worklistOf(report), undefined).text + coverage(report, undefined).text,
  );
  const classes = new Set([...drawn.join('').matchAll(/(?<=class="[^"]*)(?:m|part)-[a-z-]+/g)].map(([name]) => name));
  expect(classes.size).toBeGreaterThan(10);
  for (const name of classes) expect(MAP_STYLE, name).toContain(`.${name}`);
});
