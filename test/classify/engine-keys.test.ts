import { describe, expect, it } from 'vitest';
import { hasEngineKeys, isEngine } from '../../src/classify/engine-keys.ts';

const NONE: ReadonlyMap<string, string> = new Map();

describe('isEngine', () => {
  it.each([
    [{ Version: '28.5.2', ApiVersion: '1.51' }, true],
    [{ version: '28.5.2', apiVersion: '1.51' }, true],
    [{ version: '2.0', apiVersion: '2.0' }, false],
    [{ version: '2.0', apiversion: 1.41 }, true],
    [{ Components: [{ NAME: 'Podman Engine' }] }, true],
    [{ Components: [{ Name: 'Engine', Version: '28.5.2' }] }, true],
    [{ Components: [{ Name: 'Engine', Status: 'up' }], Version: '4.5', BuildTime: 'now' }, false],
    [{ Components: [{ Name: 'database', Version: '3' }], Version: '1', BuildTime: 'now' }, false],
    [{ Platform: { Name: 'x' }, Version: '1', Os: 'linux', Arch: 'arm64', GoVersion: 'go1.24' }, false],
    [{ Platform: { Name: 'x' }, Version: '1', Os: 'linux', Arch: 'arm64', GoVersion: 'go1.24', GitCommit: 'a' }, true],
    [{ etcdserver: '3.5.0', Version: '28.5.2', ApiVersion: '1.51' }, true],
  ])('%j', (json, expected) => {
    expect(isEngine(json, NONE)).toBe(expected);
  });
});

describe('hasEngineKeys', () => {
  it.each([
    [{ ApiVersion: '2' }, true],
    [{ minApiVersion: null }, true],
    [{ Components: [{ Name: 'runc' }] }, true],
    [{ data: { ApiVersion: '1.51' } }, true],
    [{ data: { more: { ApiVersion: '1.51' } } }, false],
    [{ apiVersion: 'v1', kind: 'Status' }, false],
    [{ etcdserver: '3.5.0', etcdcluster: '3.5.0' }, false],
    [{ version: '1.0', GitCommit: 'a' }, false],
    [undefined, false],
  ])('%j', (json, expected) => {
    expect(hasEngineKeys(json)).toBe(expected);
  });
});
