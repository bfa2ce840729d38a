import { describe, expect, it } from 'vitest';
import { explanationFor } from '../../../src/classify/classify.ts';
import { otherService } from '../../../src/classify/rules/other-service.ts';
import { matchNamed, missed, reached } from '../../fixtures/answers/match.ts';

describe('other-service', () => {
  it('matches its fixtures, and nothing that is undecided', () => {
    expect(missed(otherService)).toEqual([]);
    for (const verdict of ['tarpit', 'no-reply', 'inconclusive']) expect(reached(otherService)).not.toContain(verdict);
  });

  it('names the product', () => {
    expect(matchNamed(otherService, 'F1 SSH')).toEqual({ product: 'ssh' });
    expect(matchNamed(otherService, 'F6 etcd')).toEqual({ product: 'etcd', variant: 'etcd' });
  });

  it('leaves unreadable answers to the default rule', () => {
    expect(matchNamed(otherService, 'G14 JSON without HTTP')).toBeUndefined();
    expect(matchNamed(otherService, 'compressed, unasked')).toBeUndefined();
    expect(matchNamed(otherService, 'bytes that mean nothing')).toBeUndefined();
    expect(matchNamed(otherService, 'G11 short body')).toBeUndefined();
  });

  it('says that etcd is an exposure of its own', () => {
    expect(explanationFor('other-service/etcd').meaning).toMatch(/serious exposure/);
  });
});
