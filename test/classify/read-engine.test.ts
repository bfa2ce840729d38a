import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readEngine } from '../../src/classify/read-engine.ts';
import { DEBIAN_20_10, engineJson, MODERN } from '../fixtures/answers/generations.ts';

const NONE: ReadonlyMap<string, string> = new Map();
const engineOf = (json: unknown, headers = NONE) => readEngine(JSON.stringify(json), headers)?.engine;

describe('readEngine', () => {
  it('reads a whole answer', () => {
    expect(engineOf(engineJson(DEBIAN_20_10))).toMatchObject({
      product: 'docker',
      version: '20.10.24+dfsg1',
      apiVersion: '1.41',
      minApiVersion: '1.12',
      os: 'linux',
      arch: 'amd64',
      platform: '',
      gitCommit: 'abc1234',
      goVersion: 'go1.19.8',
      kernelVersion: '6.1.0-18-amd64',
      buildTime: '2026-05-07T10:00:00.000000000+00:00',
      rootless: false,
      other: {},
    });
  });

  it('does without the deprecated keys at the top', () => {
    const { GitCommit, GoVersion, KernelVersion, BuildTime, ...rest } = engineJson(MODERN);
    expect(engineOf(rest)).toMatchObject({
      gitCommit: GitCommit,
      goVersion: GoVersion,
      kernelVersion: KernelVersion,
      buildTime: BuildTime,
    });
  });

  it('prefers the component, unless it is empty there', () => {
    const json = (GitCommit: string) => ({
      Version: '20.10.5',
      ApiVersion: '1.41',
      GitCommit: 'top',
      Components: [{ Name: 'Engine', Version: '20.10.5', Details: { GitCommit } }],
    });
    expect(engineOf(json('deep'))?.gitCommit).toBe('deep');
    expect(engineOf(json(''))?.gitCommit).toBe('top');
  });

  it.each([
    ['a version in lower case', { version: '2.4.1' }],
    ['the API version of another program', { version: '2.4.1', apiVersion: 'v1' }],
    [
      'a build of another program',
      { version: '2.4.1', gitCommit: 'a', goVersion: 'go1.21', buildTime: 'now', os: 'linux' },
    ],
    [
      'Kubernetes',
      { major: '1', gitVersion: 'v1.29', gitCommit: 'a', buildDate: 'b', goVersion: 'go1.21', platform: 'linux/amd64' },
    ],
    ['etcd', { etcdserver: '3.4.23' }],
    ['a number for a version', { Version: 20, ApiVersion: '1.41' }],
    ['a list for a version', { Version: ['20.10.5'], ApiVersion: '1.41' }],
    ['a version alone', { Version: '2.4.1' }],
    ['an API version alone', { ApiVersion: '1.41' }],
    ['nothing', {}],
    ['inherited keys', JSON.parse('{"__proto__":{"Version":"1.0.0","ApiVersion":"1.12"}}')],
  ])('is no engine: %s', (_name, json) => {
    expect(engineOf(json)).toBeUndefined();
  });

  it('knows the first generations, which said little', () => {
    expect(engineOf({ Version: '0.5.0', GitCommit: 'a', GoVersion: 'go1.1' })?.version).toBe('0.5.0');
    expect(engineOf({ Version: '0.9.1' }, new Map([['job-name', 'version']]))?.version).toBe('0.9.1');
    expect(engineOf({ Version: 'swarm/0.1.0', APIVersion: '1.16' })).toMatchObject({
      product: 'swarm-classic',
      apiVersion: '1.16',
    });
  });

  it.each([
    '',
    '[]',
    'null',
    '"Version"',
    '{',
    '{"Version":"1.0.0","ApiVersion":"1.12"',
    `${'['.repeat(30_000)}`,
    'x{}',
  ])('reads no JSON object from %#', (body) => {
    expect(readEngine(body, NONE)).toBeUndefined();
  });

  it('keeps unknown keys, bounded in number and length, and a key named __proto__ as a key', () => {
    const many = Object.fromEntries(Array.from({ length: 200 }, (_, i) => [`K${i}`, 'x'.repeat(5_000)]));
    const other = engineOf({ ...engineJson(MODERN), ...many })?.other ?? {};
    expect(Object.keys(other).length).toBeLessThanOrEqual(32);
    expect(Math.max(...Object.values(other).map((text) => text.length))).toBeLessThanOrEqual(256);
    const hostile = readEngine('{"Version":"1.0.0","ApiVersion":"1.12","__proto__":{"polluted":"yes"}}', NONE);
    expect(Object.keys(hostile?.engine?.other ?? {})).toEqual(['__proto__']);
    expect(Reflect.get({}, 'polluted')).toBeUndefined();
  });

  it('survives nesting that would end a recursive reader', () => {
    const deep = `${'['.repeat(30_000)}${']'.repeat(30_000)}`;
    expect(readEngine(`{"Version":"1.0.0","ApiVersion":"1.12","x":${deep}}`, NONE)?.engine?.other).toEqual({
      x: '[1 items]',
    });
  });

  it('bounds the components and their details', () => {
    const Details = Object.fromEntries(Array.from({ length: 100 }, (_, i) => [`d${i}`, 'y'.repeat(9_000)]));
    const Components = Array.from({ length: 6 }, () => ({ Name: 'z'.repeat(400), Version: {}, Details }));
    const body = JSON.stringify({
      Version: '1.0.0',
      ApiVersion: '1.12',
      Components: [...Components.slice(0, 1), null, 7, 'x', []],
    });
    const components = readEngine(body.slice(0, 1) + body.slice(1), NONE)?.engine?.components;
    // An object that is not closed within 64 KiB is not read at all.
    expect(components).toBeUndefined();
    const small = engineOf({
      Version: '1.0.0',
      ApiVersion: '1.12',
      Components: Array.from({ length: 99 }, () => ({ Name: 'a' })),
    });
    expect(small?.components.length).toBe(16);
  });

  it('takes keys in any case, and the spelling of engines where there are two', () => {
    expect(engineOf({ version: '28.5.2', apiversion: '1.51', OS: 'linux' })).toMatchObject({
      ...{ version: '28.5.2', apiVersion: '1.51', os: 'linux' },
    });
    expect(engineOf({ version: 'x', Version: '28.5.2', ApiVersion: '1.51' })?.version).toBe('28.5.2');
    expect(engineOf({ Version: '', VERSION: '28.5.2', 'Ver\u017fion': 'y', ApiVersion: '1.51' })?.version).toBe(
      '28.5.2',
    );
    expect(engineOf({ 'Ver\u017fion': '28.5.2', 'ApiVer\u017fion': '1.51' })?.version).toBe('28.5.2');
  });

  it('needs three keys of an engine, one of them its own, or six', () => {
    expect(engineOf({ MinAPIVersion: '1.24', Os: 'linux', Arch: 'amd64' })?.os).toBe('linux');
    expect(engineOf({ KernelVersion: '6.1.0', Os: 'linux' })).toBeUndefined();
    const build = { version: '1', gitcommit: 'a', goversion: 'go1.24', os: 'linux', arch: 'arm64' };
    expect(engineOf(build)).toBeUndefined();
    expect(engineOf({ ...build, kernelversion: '6.1.0' })?.kernelVersion).toBe('6.1.0');
    expect(engineOf({ Components: [{ name: 'Engine', version: '28.5.2' }] })?.version).toBe('28.5.2');
  });

  it.each([
    { version: '1.2.3', os: 'linux', arch: 'amd64', goVersion: 'go1.21', gitCommit: 'a', buildTime: 'x' },
    { version: '3.2.1', apiVersion: '1.0', gitCommit: 'abc' },
    { version: '2.0.1', apiVersion: 1.1 },
    { version: '3.2.1', apiVersion: 'v1.25.3' },
    { Version: '10.0.1', ApiVersion: '2.0', Product: 'NAS' },
    { Version: '10.0.1', APIVersion: '3.1' },
  ])('is not for what other programs say of themselves: %j', (json) => {
    expect(engineOf(json)).toBeUndefined();
  });

  it('keeps at most 8 kB of facts, and of them the version, the system and the names of the parts', () => {
    const wide = '\u{1f433}'.repeat(300);
    const Details = Object.fromEntries(Array.from({ length: 20 }, (_, i) => [`${i}${wide}`, wide]));
    const Components = Array.from({ length: 12 }, (_, i) => ({ Name: `part ${i}`, Version: '1.0', Details }));
    const kept = readEngine(
      JSON.stringify({ ...engineJson(MODERN), Components, X: wide, PkgVersion: 'p' }).slice(0),
      NONE,
    );
    expect(kept).toBeUndefined();
    const facts = engineOf({
      ...engineJson(MODERN),
      ...{ GitCommit: wide, GoVersion: '"'.repeat(300), X: wide, PkgVersion: 'p' },
      Components: [
        { Name: 'Engine', Version: '28.5.2', Details: { KernelVersion: '6.1.0' } },
        ...Components.slice(0, 2),
      ],
    });
    expect(Buffer.byteLength(JSON.stringify(facts))).toBeLessThanOrEqual(8_192);
    expect(facts).toMatchObject({ version: '28.5.2', apiVersion: '1.51', os: 'linux', arch: 'amd64' });
    expect(facts?.kernelVersion).toBe('6.1.0');
    expect(facts?.components.map(({ name }) => name)).toEqual(['Engine', 'part 0', 'part 1']);
  });

  it.each(['Name', 'Version', 'ApiVersion', 'Os', 'Components', 'Platform'])(
    'survives a %s that is an object',
    (key) => {
      const odd = { toString: 1, valueOf: null };
      expect(
        engineOf({ ...engineJson(MODERN), [key]: odd, Components: [{ Name: odd }, { Name: 'Engine' }] }),
      ).toBeDefined();
    },
  );

  it('never throws and never lets a control character through', () => {
    const textsOf = (value: unknown): string[] => {
      if (typeof value === 'string') return [value];
      return typeof value === 'object' && value !== null ? Object.entries(value).flat().flatMap(textsOf) : [];
    };
    fc.assert(
      fc.property(
        fc.json({ maxDepth: 4 }),
        fc.dictionary(fc.string({ unit: 'binary' }), fc.jsonValue()),
        (text, extra) => {
          readEngine(text, NONE);
          for (const one of textsOf(engineOf({ ...extra, Version: '1.0.0', ApiVersion: '1.12' }))) {
            expect([...one].length).toBeLessThanOrEqual(256);
            expect(one).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
          }
        },
      ),
      { numRuns: 300 },
    );
  });

  it("does not take another Go program's version for an engine's", () => {
    expect(
      engineOf({ Version: 'v2.3.1', GitCommit: 'a', GoVersion: 'go1.21.1', BuildDate: '2024-01-01' }),
    ).toBeUndefined();
  });
  it('does not take two keys of any program for an engine', () => {
    expect(engineOf({ Version: '2.3.1', GitCommit: 'a' })).toBeUndefined();
  });
  it('knows the first releases by their version alone', () => {
    expect(engineOf({ Version: '0.4.0' })?.version).toBe('0.4.0');
  });
});
