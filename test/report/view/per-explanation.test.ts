import { expect, test } from 'vitest';
import { explanationFor } from '../../../src/classify/classify.ts';
import { perExplanation } from '../../../src/report/view/per-explanation.ts';

test('makes a text once per explanation', () => {
  const made: string[] = [];
  const titleOf = perExplanation(({ key, title }) => {
    made.push(key);
    return title;
  });
  const [plain, tls] = [explanationFor('engine-open-plaintext'), explanationFor('engine-open-tls')];
  expect([plain, tls, plain, tls].map(titleOf)).toEqual([plain.title, tls.title, plain.title, tls.title]);
  expect(made).toEqual([plain.key, tls.key]);
});
