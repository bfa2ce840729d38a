import { describe, expect, it } from 'vitest';
import { describeEngine, isOpenEngine, isSuccess } from '../../src/classify/open.ts';
import { read } from '../../src/classify/reading.ts';
import { record, respond } from '../fixtures/answers/build.ts';
import { engineJson, MODERN } from '../fixtures/answers/generations.ts';
import { caseNamed } from '../fixtures/answers/table.ts';

const reading = (name: string) => read(caseNamed(name).record);

describe('isOpenEngine', () => {
  it('needs an engine that said 200', () => {
    expect(isOpenEngine(reading('A11 28.5'))).toBe(true);
    expect(isOpenEngine(reading('F6 etcd'))).toBe(false);
    const refused = respond(500, [['Content-Type', 'application/json']], JSON.stringify(engineJson(MODERN)));
    expect(isOpenEngine(read(record([refused])))).toBe(false);
  });

  it('takes any 2xx for an answer', () => {
    const success = (status: number) => isSuccess({ status });
    expect([199, 200, 206, 299, 300, 404].map(success)).toEqual([false, true, true, true, false, false]);
  });

  it('takes an engine out of HTTP that no parser took', () => {
    expect(isOpenEngine(reading('G13 bare line feeds around an engine'))).toBe(true);
  });
});

describe('describeEngine', () => {
  it.each([
    ['A11 28.5', { product: 'docker' }],
    ['A14 Windows', { product: 'docker', variant: 'windows' }],
    ['A15 Desktop', { product: 'docker', variant: 'desktop' }],
    ['A17 rootless', { product: 'docker', variant: 'rootless', severity: 'high' }],
    ['A22 balena', { product: 'balena', variant: 'balena' }],
    ['B1 Podman 3.0', { product: 'podman', variant: 'podman' }],
    ['B5 classic Swarm', { product: 'swarm-classic', variant: 'swarm-classic' }],
    ['F6 etcd', {}],
  ])('%s', (name, match) => {
    expect(describeEngine(reading(name))).toEqual(match);
  });
});
