import { expect, test } from 'vitest';
import { VERDICTS } from '../../../src/domain/verdicts.ts';
import { EXPOSED, OPEN, REACHABLE } from '../../../src/report/view/exposure.ts';

test('an engine that answers is open or merely reachable, and exposed either way', () => {
  expect([...OPEN].filter((verdict) => REACHABLE.has(verdict))).toEqual([]);
  expect(VERDICTS.filter((verdict) => EXPOSED.has(verdict))).toEqual(
    VERDICTS.filter((verdict) => verdict.startsWith('engine-') && verdict !== 'engine-mtls'),
  );
});
