import { describe, expect, it } from 'vitest';
import { TEXTS } from '../../../src/classify/texts/en.ts';
import { vary } from '../../../src/classify/texts/text.ts';

describe('vary', () => {
  it('changes what is named and leaves the base alone', () => {
    const base = TEXTS['engine-mtls'];
    if (base === undefined) throw new Error('no base');
    const varied = vary(base, { title: 'other', severity: 'high' });
    expect(varied).toEqual({ ...base, title: 'other', severity: 'high' });
    expect(base.title).not.toBe('other');
  });
});
