import { describe, expect, test } from 'vitest';
import { judgeSupport } from '../../src/classify/end-of-support.ts';
import { partsOf } from '../../src/classify/parts.ts';
import { SUPPORT_STATES } from '../../src/domain/advisory.ts';
import type { EngineFacts } from '../../src/domain/engine.ts';
import { component, facts } from './facts.ts';

const judge = (engine: EngineFacts, day = '2026-11-24') => judgeSupport(engine, partsOf(engine), day);

describe('judgeSupport', () => {
  test.each([
    ['29.7.2', '29', 'supported', null],
    ['28.5.2', '28', 'ended', '2026-05-13'],
    ['26.1.5+dfsg1', '26.1', 'ended', '2025-02-17'],
    ['26.0.0', '26.0', 'ended', '2024-06-08'],
    ['25.0.17', '25.0', 'supported', '2026-12-04'],
    ['20.10.24', '20.10', 'ended', '2023-12-10'],
    ['18.09.9', '18.09', 'ended', null],
    ['18.03.1-ce', '18.03', 'ended', null],
    ['17.03.2-ce', '17.03', 'ended', null],
    ['1.13.1', '1.13', 'ended', null],
    ['0.9.1', '0.9', 'ended', null],
    ['30.1.0', '30.1', 'unknown', null],
    ['22.06.0-beta.0', '22.6', 'unknown', null],
    ['dev', '', 'unknown', null],
  ])('%s', (version, line, status, supportEnds) => {
    expect(judge(facts(version))).toMatchObject({ line, status, supportEnds });
  });

  test('judges by the day of the run', () => {
    expect(judge(facts('25.0.17'), '2026-12-03').status).toBe('supported');
    expect(judge(facts('25.0.17'), '2026-12-04').status).toBe('ended');
    expect(judge(facts('28.5.2'), '2026-05-12').status).toBe('supported');
  });

  test('says that within a line only the newest release is mended', () => {
    expect(judge(facts('29.0.0')).notes).toEqual(['within a line only the newest release is mended: 29.7.2 or later']);
    expect(judge(facts('29.7.2')).notes).toEqual([]);
    expect(judge(facts('28.0.0')).notes).toEqual([]);
  });

  test('knows the lines of Podman and of containerd', () => {
    expect(judge(facts('5.7.0', { product: 'podman' }))).toMatchObject({
      line: '5.7',
      status: 'ended',
      supportEnds: '2026-02-12',
    });
    expect(judge(facts('6.1.0', { product: 'podman' }))).toMatchObject({ line: '6.1', status: 'supported' });
    expect(judge(facts('4.3.1', { product: 'podman' }))).toMatchObject({ line: '4.3', status: 'unknown' });
    const old = facts('29.7.2', { components: [component('containerd', 'v1.6.33')] });
    expect(judge(old).notes).toEqual(['upstream support of containerd 1.6 ended on 2025-08-23']);
  });

  test('says every word of the list', () => {
    const said = ['29.7.2', '28.5.2', 'dev'].map((version) => judge(facts(version)).status);
    expect(new Set(said)).toEqual(new Set(SUPPORT_STATES));
  });
});
