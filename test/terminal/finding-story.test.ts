import { expect, it } from 'vitest';
import { renderStoriesJson, renderStory } from '../../src/terminal/finding-story.ts';
import { EXPLANATIONS, HOSTILE_TEXTS, sampleFinding } from '../report/sample.ts';

function story(text: string) {
  const standing = {
    changes: [],
    openSince: '2026-01-23T02:00:00.000Z',
    daysOpen: 37,
    due: null,
    overdue: false,
    acceptance: null,
  };
  const finding = {
    ...sampleFinding('fd00::5', { verdict: 'engine-open-plaintext', evidence: text, notes: [text] }),
    standing,
  };
  const timeline = [{ at: '2026-01-23T02:00:00.000Z', what: 'changed', detail: text, run: 'r1' }];
  const [explanation] = EXPLANATIONS;
  if (explanation === undefined) throw new Error('no sample');
  return { stored: { state: 'open' as const, lastRun: 'r1', finding }, timeline, explanation };
}

it('tells everything within the width, whatever hosts say', () => {
  expect(renderStory(story('seen'), 80, false)).toMatch(
    /^\[fd00::5\]:2375 critical Engine open.*\n[\s\S]*Timeline\n2026-01-23 02:00 {2}changed +seen · r1\n$/,
  );
  for (const hostile of HOSTILE_TEXTS) {
    const text = renderStory(story(hostile), 60, false);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: that there are none is the point.
    expect(text.replaceAll('\n', '')).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202e]/);
    expect(JSON.parse(renderStoriesJson([story(hostile)]))).toMatchObject({
      schema: 'seawall.finding/1',
      state: 'open',
    });
  }
});

it('tells the reach, and its alarm', () => {
  const { stored, ...rest } = story('seen');
  const reach = { word: 'inside-outside-silent', text: 'inside, silent outside since 2026-03-01' } as const;
  const told = (news?: 'newly-filtered') => {
    const standing = {
      ...stored.finding.standing,
      reach: { ...reach, outside: null, inside: null, ...(news && { news }) },
    };
    return renderStory({ ...rest, stored: { ...stored, finding: { ...stored.finding, standing } } }, 120, false);
  };
  expect(told()).toContain('\nreach         inside, silent outside since 2026-03-01\n');
  expect(told()).not.toContain('alarm');
  expect(told('newly-filtered')).toMatch(/\nalarm +open inside, newly filtered outside/);
});
