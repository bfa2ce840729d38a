import { describe, expect, test } from 'vitest';
import type { RunRecord, SecondLook } from '../../../src/domain/run.ts';
import { missedSentences, unaskedSentences } from '../../../src/report/view/miss-rate.ts';
import { measuredReport, sampleReport } from '../sample.ts';

function told(change: Partial<SecondLook>): string[] {
  const { run } = measuredReport();
  const { secondLook } = run;
  if (!secondLook) throw new Error('the sample has a second look');
  return missedSentences({ ...run, secondLook: { ...secondLook, ...change } }).map(({ text }) => text);
}

describe('what was missed', () => {
  test('is told in two sentences', () => {
    expect(told({})).toEqual([
      'A second, gentle look at 50 of 1,018 silent endpoints: 3 answered after all. So the sweep missed about 1.2 % of all that answer (95 % sure: between 0.4 % and 3.2 %).',
    ]);
    const silent = { endpoints: 9, sampled: 9, answered: 0 };
    expect(told({ silent, rate: 0, low: 0, high: 0.003 })[0]).toMatch(/: none answered\. .*between 0 % and 0\.01 %\)/);
  });

  test('is nothing without silence, and cannot be told without any answer', () => {
    const none = { endpoints: 0, sampled: 0, answered: 0 };
    expect(told({ silent: none })).toEqual(['The sweep met no silent endpoint, so it missed no answer.']);
    expect(told({ rate: null, low: null, high: null })[0]).toMatch(/Nothing answered in either look/);
  });

  test('comes with a warning where the second look itself loses much', () => {
    const { run } = measuredReport();
    expect(missedSentences(run).some(({ warning }) => warning)).toBe(false);
    expect(told({ control: { endpoints: 100, sampled: 50, answered: 44 } })[1]).toMatch(/lost 6 of 50/);
    expect(told({ control: { endpoints: 100, sampled: 50, answered: 45 } })).toHaveLength(1);
  });

  test('was not measured, and why; of a run of before nothing is said', () => {
    const { run } = sampleReport();
    const why = (noSecondLook: RunRecord['noSecondLook']): string | undefined =>
      missedSentences({ ...run, secondLook: null, ...(noSecondLook && { noSecondLook }) })[0]?.text;
    expect(why('not-wanted')).toMatch(/no second look was wanted/);
    expect(why('unfinished')).toMatch(/did not come to its end/);
    expect(missedSentences(run)).toEqual([]);
  });
});

test('uniform prefixes: three by name, the others counted', () => {
  const { run } = sampleReport();
  run.uniform = [5, 9, 7, 8, 6].map((accepted, i) => ({
    prefix: `10.20.${i}.0/24`,
    accepted,
    probed: 4,
    verdict: 'no-reply',
  }));
  const sentences = unaskedSentences(run);
  expect(sentences).toHaveLength(4);
  expect(sentences[0]).toBe(
    '10.20.1.0/24 accepts everything (9 open): 4 were asked, each no-reply, and the others were not: not tested, look by hand.',
  );
  expect(sentences[3]).toBe('And 2 more such prefixes: see run.json.');
  run.uniform = [{ prefix: '10.20.0.0/24', accepted: 256, probed: 256, verdict: 'tarpit', briefly: 240 }];
  expect(unaskedSentences(run)).toEqual([
    '10.20.0.0/24 accepts everything (256 open) and answers nothing: 240 of 256 were asked once and briefly, where a slow engine is not seen.',
  ]);
  expect(unaskedSentences(sampleReport().run)).toEqual([]);
});

test('open endpoints of which a handshake was withheld are counted', () => {
  const { run } = sampleReport();
  run.probes.withheld = 1;
  expect(unaskedSentences(run)).toEqual([expect.stringMatching(/^1 open endpoint may speak TLS .* look by hand\.$/)]);
  run.probes.withheld = 1_200;
  expect(unaskedSentences(run)).toEqual([expect.stringMatching(/^1,200 open endpoints may/)]);
});
