import { describe, expect, it } from 'vitest';
import { judgeRisk } from '../../src/classify/advisories.ts';
import { findInconsistencies } from '../../src/classify/consistency.ts';
import { isDockers, isOtherServer, makerOf } from '../../src/classify/makers.ts';
import { lowersHeaders } from '../../src/classify/proxy-marks.ts';
import { read } from '../../src/classify/reading.ts';
import { MAKERS } from '../../src/lab/makers.ts';
import { record, respond } from '../fixtures/answers/build.ts';

const NOTHING = {
  ...{ version: '', apiVersion: '', platform: '', kernelVersion: '', goVersion: '', server: '', engine: '' },
  components: [],
};

describe('makerOf', () => {
  it.each([
    [{ version: '28.5.2', apiVersion: '1.51' }, 'docker'],
    [{ version: '31.0.0', apiVersion: '1.70' }, 'docker'],
    [{ version: '1.7.1', apiVersion: '1.19' }, 'docker'],
    [{ version: '1.12.6', apiVersion: '1.24' }, 'docker'],
    [{ version: '0.5.0' }, 'docker'],
    [{ version: '17.03.2-ce', apiVersion: '1.27' }, 'docker'],
    [{ version: 'dev', apiVersion: '1.51', components: ['Engine'] }, 'docker'],
    [{ version: '1.2.0', apiVersion: '1.24', server: 'Docker/1.2.0 (linux)' }, 'docker'],
    [{ version: '20.10.25+azure-2', apiVersion: '1.41' }, 'docker'],
    [{ version: '3.0.13+azure', apiVersion: '1.40', components: ['Engine'], server: 'Docker/3.0.13' }, 'moby'],
    [{ version: '1.2.0', apiVersion: '1.24', kernelVersion: '3.10.0' }, 'pouch'],
    [{ version: '5.0.0', apiVersion: '1.41' }, ''],
    [{ version: '0.1.0', apiVersion: '1.47' }, ''],
    [{ version: 'dev', apiVersion: '1.51' }, ''],
    [{}, ''],
  ] as const)('%j', (marks, product) => {
    expect(makerOf({ ...NOTHING, ...marks })).toBe(product);
  });

  it('tells whose code it is, and whose server', () => {
    expect((['docker', 'moby', 'pouch', 'podman', ''] as const).filter(isDockers)).toEqual(['docker', 'moby']);
    expect((['docker', 'moby', 'triton', 'socktainer', ''] as const).filter(isOtherServer)).toEqual([
      ...['triton', 'socktainer', ''],
    ]);
  });
});

describe("engines with numbers that are not Docker's", () => {
  const bare = { Version: '5.0.0', ApiVersion: '1.41', Os: 'linux', KernelVersion: 'x' };
  it.each([...MAKERS.map(({ engine }) => engine.body), bare])('are no decoys and affected by nothing: %#', (body) => {
    const reading = read(record([respond(200, [['content-type', 'application/json']], JSON.stringify(body))]));
    expect(findInconsistencies(reading)).toEqual([]);
    expect(reading.engine && judgeRisk(reading.engine, '2026-11-27')).toBeUndefined();
  });

  it('may have servers that write header names in lower case', () => {
    const answer = (body: object) =>
      read(record([respond(200, [['content-type', 'application/json']], JSON.stringify(body))]));
    expect(lowersHeaders(answer(bare))).toBe(false);
    expect(lowersHeaders(answer({ ...bare, Version: '28.5.2' }))).toBe(true);
  });
});
