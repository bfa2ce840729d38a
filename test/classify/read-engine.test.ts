import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readEngine, textAt } from '../../src/classify/read-engine.ts';
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
    ['lower case', { version: '2.4.1', apiVersion: '1.41' }],
    ['Kubernetes', { gitVersion: 'v1.29', goVersion: 'go1.21', major: '1' }],
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

  it.each(['', '[]', 'null', '"Version"', '{', '{"Version":"1.0.0","ApiVersion":"1.12"', `${'['.repeat(30_000)}`])(
    'reads no JSON object from %#',
    (body) => {
      expect(readEngine(body, NONE)).toBeUndefined();
    },
  );

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
    // A body above 64 KiB is not read at all.
    expect(components).toBeUndefined();
    const small = engineOf({
      Version: '1.0.0',
      ApiVersion: '1.12',
      Components: Array.from({ length: 99 }, () => ({ Name: 'a' })),
    });
    expect(small?.components.length).toBe(16);
  });

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

describe('textAt', () => {
  it('reads own texts alone', () => {
    expect(textAt({ a: 'x' }, 'a')).toBe('x');
    expect(textAt({ a: 1 }, 'a')).toBe('');
    expect(textAt({}, 'constructor')).toBe('');
    expect(textAt(undefined, 'a')).toBe('');
  });
});
