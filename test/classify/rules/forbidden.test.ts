import { describe, expect, it } from 'vitest';
import { forbidden } from '../../../src/classify/rules/forbidden.ts';
import { matchNamed, missed, reached } from '../../fixtures/answers/match.ts';
import { itJudgesServer } from '../../helpers/probe.ts';
import { respond, serve } from '../../helpers/server.ts';

describe('forbidden', () => {
  itJudgesServer('forbidden', () =>
    serve('127.8.8.5', respond('HTTP/1.1 403 Forbidden\r\nContent-Length: 4\r\n\r\nNo.\n')),
  );

  it('matches its fixtures, and no others but those that an earlier rule decides', () => {
    expect(missed(forbidden)).toEqual([]);
    expect(reached(forbidden)).toEqual(new Set(['engine-authz-denied', 'control-plane-open', 'forbidden']));
  });

  it('is for status 403 alone', () => {
    expect(matchNamed(forbidden, 'D17 password behind TLS')).toBeUndefined();
    expect(matchNamed(forbidden, 'E6 dead backend')).toBeUndefined();
  });
});
