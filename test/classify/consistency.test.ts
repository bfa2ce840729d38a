import { describe, expect, it } from 'vitest';
import { findInconsistencies } from '../../src/classify/consistency.ts';
import { read } from '../../src/classify/reading.ts';
import { goHeaders, rawBytes, record, respond } from '../fixtures/answers/build.ts';
import { ENGINES } from '../fixtures/answers/engines.ts';
import { engine, engineHeaders, engineJson, type Generation, MODERN } from '../fixtures/answers/generations.ts';
import { caseNamed } from '../fixtures/answers/table.ts';

const notes = (name: string) => findInconsistencies(read(caseNamed(name).record));
const notesOf = (of: Generation) => findInconsistencies(read(record([engine(of)])));

describe('findInconsistencies', () => {
  it.each(ENGINES)('has nothing to say of a genuine answer: $name', ({ record }) => {
    expect(findInconsistencies(read(record))).toEqual([]);
  });

  it.each([
    ['the API of another release', /API 1\.45 does not belong to release 28\.5\.2/],
    ['another release in the Server header', /Server header names 27\.5\.1/],
    ['a compiler that is much too old', /never built with go1\.10\.1/],
    ['keys in the order of 29', /not in the order/],
    ['no components', /lists its components/],
    ['components of Linux under Windows', /no containerd component/],
    ['built years before the release', /before release 28\.5\.2 existed/],
    ['no date', /no Date header/],
    ['no length', /how long it is/],
    ['the Server header first, as in Python', /Server header comes first/],
    ["none of the engine's headers", /headers that every engine of this API version sets are missing/],
    ['G13 bare line feeds around an engine', /malformed/],
    ['G12 two lengths', /length twice/],
  ])('%s', (name, sentence) => {
    const found = notes(name);
    expect(found).toHaveLength(1);
    expect(found[0]).toMatch(sentence);
  });

  it('takes keys in another spelling for a contradiction of a release, and of nothing else', () => {
    const spelt = (of: Generation) => {
      const [key, ...rest] = Object.entries(engineJson(of)).reverse();
      const body = JSON.stringify(Object.fromEntries([[key?.[0].toLowerCase(), key?.[1]], ...rest].reverse()));
      return findInconsistencies(read(record([respond(200, goHeaders(engineHeaders(of), body), body)])));
    };
    expect(spelt(MODERN)).toEqual(['the keys of the answer are spelt as no engine spells them']);
    expect(spelt({ ...MODERN, version: 'dev' })).toEqual([]);
  });

  it('does not hold a proxy against the engine behind it', () => {
    expect(notes('E8 nginx in front')).toEqual([]);
    expect(notes('E3 HAProxy socket proxy')).toEqual([]);
  });

  it('allows for builds shortly before the tag, and for newer compilers', () => {
    expect(notesOf({ ...MODERN, built: '2025-10-30T00:00:00.000000000+00:00' })).toEqual([]);
    expect(notesOf({ ...MODERN, go: 'go1.27.0' })).toEqual([]);
    expect(notesOf({ ...MODERN, go: 'devel +abc' })).toEqual([]);
    expect(notesOf({ ...MODERN, built: 'library-import' })).toEqual([]);
  });

  it('says nothing of services that are no engine', () => {
    for (const name of ['F6 etcd', 'F1 SSH', 'E7 redirect', 'G7 hangs', 'a fault of ours'])
      expect(notes(name), name).toEqual([]);
  });

  it('finds no release line for an odd version, and does not throw', () => {
    for (const version of ['', '.', '1.', '99999999999999999999.0.0', '__proto__.1.', '1.0.0.0.0', '🐳']) {
      // 1.0 was a release line, of another API.
      expect(notesOf({ ...MODERN, version }), version).toHaveLength(version.startsWith('1.0.') ? 1 : 0);
      expect(() =>
        findInconsistencies(
          read(record([rawBytes(`HTTP/1.1 200 OK\n\n{"Version":"${version}","ApiVersion":"1.41"}`)])),
        ),
      ).not.toThrow();
    }
  });

  it('knows the new order of keys in development builds of 29', () => {
    expect(notesOf({ version: '0.0.0-20260110120000-abc1234', api: '1.52', go: 'go1.25.5' })).toEqual([]);
  });
  it('allows for a distribution that built with the Go release before', () => {
    expect(notesOf({ version: '1.13.1', api: '1.26', go: 'go1.6.2', built: '2017-11-02T20:40:23Z' })).toEqual([]);
  });
  it('takes the fixed build date of reproducible builds for no date', () => {
    expect(notesOf({ ...MODERN, built: '1980-01-01T00:00:00.000000000+00:00' })).toEqual([]);
  });
  it('sees bare line feeds that the parser let pass', () => {
    const lax = engine(MODERN);
    const attempt = lax.http === undefined ? lax : { ...lax, http: { ...lax.http, bareLf: true } };
    expect(findInconsistencies(read(record([attempt])))).toHaveLength(1);
  });
  it('sees a kernel version that is none', () => {
    expect(notesOf({ ...MODERN, kernel: 'not a kernel' })).toHaveLength(1);
  });
});
