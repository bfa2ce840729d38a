import { describe, expect, it } from 'vitest';
import { explanationFor } from '../../../src/classify/classify.ts';
import { read } from '../../../src/classify/reading.ts';
import { otherService } from '../../../src/classify/rules/other-service.ts';
import { record, respond } from '../../fixtures/answers/build.ts';
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
    expect(matchNamed(otherService, 'D15 alert 70: old protocol')).toBeUndefined();
    expect(matchNamed(otherService, '421: about the request')).toBeUndefined();
    expect(matchNamed(otherService, "an engine's headers on a registry")).toBeUndefined();
  });

  it('says of a redirect, a gateway and an empty page that nothing names them', () => {
    for (const name of ['E6 dead backend', 'E7 redirect', 'an empty page', 'an empty 404']) {
      expect(matchNamed(otherService, name), name).toEqual({ variant: 'unclear' });
    }
    const blanks = respond(200, [], ' '.repeat(100));
    const { body } = blanks.http ?? { body: undefined };
    if (body !== undefined) body.total = 9_000;
    expect(otherService.match(read(record([blanks])))).toBeUndefined();
  });

  it('says that etcd is an exposure of its own', () => {
    expect(explanationFor('other-service/etcd').meaning).toMatch(/serious exposure/);
  });
});
