import { describe, expect, it } from 'vitest';
import { read } from '../../../src/classify/reading.ts';
import { tarpit } from '../../../src/classify/rules/tarpit.ts';
import type { Bytes } from '../../../src/domain/attempt.ts';
import { record, respond } from '../../fixtures/answers/build.ts';
import { matchNamed, missed, reached } from '../../fixtures/answers/match.ts';

describe('tarpit', () => {
  it('matches its fixtures, and no others but those that an earlier rule decides', () => {
    expect(missed(tarpit)).toEqual([]);
    expect(reached(tarpit)).toEqual(new Set(['tarpit']));
  });

  it('is no answer of which only blanks were read', () => {
    const body = { encoding: 'utf8', data: ' '.repeat(4_096), total: 262_145 } as const;
    const none = { ...body, data: '', total: 0 };
    const judged = (kept: Bytes) => {
      const { http, ...rest } = respond(200, [], '');
      return tarpit.match(read(record([{ ...rest, end: 'unending', ...(http && { http: { ...http, body: kept } }) }])));
    };
    expect(judged(body)).toBeUndefined();
    expect(judged({ ...body, data: '<p>' })).toEqual({});
    expect(judged(none)).toEqual({});
  });

  it('is no TLS service with which no session came about', () => {
    const { http: _, ...rest } = respond(200, [], '');
    const judged = (established: boolean) => {
      const tls = { established, keyed: false, protocol: '', cipher: '' };
      return tarpit.match(read(record([{ ...rest, transport: 'tls', end: 'unending', tls }])));
    };
    expect([judged(false), judged(true)]).toEqual([undefined, {}]);
  });

  it('is no JSON that was cut short because the bytes for it were spent', () => {
    const judged = (body: string, untested: boolean) => {
      const attempts = [{ ...respond(200, [], body), end: 'unending' } as const];
      return tarpit.match(read({ ...record(attempts), ...(untested && { untested }) }));
    };
    expect([judged('{"a":1,', true), judged('{"a":1,', false), judged('<p>', true)]).toEqual([undefined, {}, {}]);
  });

  it('is no slow or large answer that ended', () => {
    expect(matchNamed(tarpit, 'G11 short body')).toBeUndefined();
    expect(matchNamed(tarpit, 'an answer of ten megabytes')).toBeUndefined();
    expect(matchNamed(tarpit, 'F1 SSH')).toBeUndefined();
  });
});
