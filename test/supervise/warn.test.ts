import { PassThrough } from 'node:stream';
import { expect, it } from 'vitest';
import { warnOn } from '../../src/supervise/warn.ts';

it('writes one line of plain text for each warning', () => {
  const stderr = new PassThrough();
  warnOn(stderr)('a row\n\u001b[2Jis damaged');
  expect(String(stderr.read())).toBe('seawall: warning: a row \uFFFD[2Jis damaged\n');
});
