import { describe, expect, it } from 'vitest';
import type { OpenRecord } from '../../src/domain/endpoint.ts';
import type { Verdict } from '../../src/domain/verdicts.ts';
import {
  addEarlierProbe,
  addEarlierUniform,
  createUniformGate,
  type Prefixes,
  type ProbeGist,
} from '../../src/journal/uniform.ts';
import { scopeOf } from '../helpers/scope.ts';

const SILENT: ProbeGist = { verdict: 'no-reply', telling: false, slow: true };
const DRIPPING: ProbeGist = { verdict: 'tarpit', telling: false, slow: true };
const ENGINE: ProbeGist = { verdict: 'engine-open-plaintext', telling: true, slow: false };

function openAt(address: string, port = 2375): OpenRecord {
  return { position: 0, address, port, range: 0, state: 'open', at: '' };
}

/** A gate over some ranges, of which the walk has come to `share`. */
function gateOf(ranges: string[], { share = 1, prefixes = new Map() as Prefixes } = {}) {
  const uniform: [string, Verdict][] = [];
  const progress = { share };
  const gate = createUniformGate({
    scope: scopeOf(ranges),
    prefixes,
    share: () => progress.share,
    onUniform: (prefix, verdict) => uniform.push([prefix, verdict]),
  });
  const open = (count: number, base = '127.0.5.'): void => {
    for (let i = 0; i < count; i += 1) gate.opened(openAt(base + i.toString(base.includes(':') ? 16 : 10)));
  };
  const answer = (count: number, gist: ProbeGist | undefined = SILENT, address = '127.0.5.9'): void => {
    for (let i = 0; i < count; i += 1) gate.judged(address, gist);
  };
  return { gate, uniform, progress, open, answer };
}

describe('a prefix in which most endpoints are open', () => {
  it('is asked briefly once the first sixteen probes were slow', () => {
    const { gate, uniform, open, answer } = gateOf(['127.0.5.0/24'], { share: 0.04 });
    open(40);
    answer(15);
    expect(gate.isBrief('127.0.5.200')).toBe(false);
    answer(1);
    expect(gate.isBrief('127.0.5.200')).toBe(true);
    expect(gate.isBrief('127.0.6.200')).toBe(false);
    answer(100);
    expect(uniform).toEqual([['127.0.5.0/24', 'no-reply']]);
  });

  it('is one where silence and slow bytes take turns, and one where a brief try finds an engine', () => {
    const { gate, uniform, open, answer } = gateOf(['127.0.5.0/24'], { share: 0.04 });
    open(40);
    answer(8);
    answer(8, DRIPPING);
    expect(uniform).toEqual([['127.0.5.0/24', 'tarpit']]);
    answer(1, ENGINE);
    expect(gate.isBrief('127.0.5.200')).toBe(true);
  });

  it.each<[string, ProbeGist | undefined]>([
    ['is an engine', ENGINE],
    ['is something that somebody must look at', { verdict: 'inconclusive', telling: true, slow: true }],
    ['answered quickly', { verdict: 'other-service', telling: false, slow: false }],
    ['failed', undefined],
  ])('is asked like any other as soon as one of the first %s', (_name, gist) => {
    const { gate, uniform, open, answer } = gateOf(['127.0.5.0/24'], { share: 0.04 });
    open(40);
    answer(9);
    gate.judged('127.0.5.9', gist);
    answer(200);
    expect(gate.isBrief('127.0.5.200')).toBe(false);
    expect(uniform).toEqual([]);
  });

  it('is one only while it is more than half of what the walk has come to', () => {
    const { gate, progress, open, answer } = gateOf(['127.0.5.0/24'], { share: 0.5 });
    // 100 of about 256 endpoints on two ports.
    open(100);
    answer(20);
    expect(gate.isBrief('127.0.5.200')).toBe(false);
    progress.share = 0.3;
    answer(1);
    expect(gate.isBrief('127.0.5.200')).toBe(true);
  });

  it('is a /120 of IPv6, and each prefix is judged by its own', () => {
    const { gate, uniform, open, answer } = gateOf(['fd00:5::/119', '127.0.5.0/24'], { share: 0.04 });
    open(100, 'fd00:5::');
    open(100);
    answer(16, SILENT, 'fd00:5::9');
    expect(uniform).toEqual([['fd00:5::/120', 'no-reply']]);
    expect(['fd00:5::77', 'fd00:5::1ff', '127.0.5.9'].map((address) => gate.isBrief(address))).toEqual([
      true,
      false,
      false,
    ]);
  });

  it('counts the endpoints in scope alone: seventeen of a /28 on two ports are more than half', () => {
    const { gate, open, answer } = gateOf(['127.0.5.0/28']);
    open(16);
    answer(16);
    expect(gate.isBrief('127.0.5.1')).toBe(false);
    gate.opened(openAt('127.0.5.1', 2376));
    answer(1);
    expect(gate.isBrief('127.0.5.1')).toBe(true);
  });
});

describe('a run that is taken up again', () => {
  it('goes on counting where it stopped', () => {
    const prefixes: Prefixes = new Map();
    for (let i = 0; i < 15; i += 1) addEarlierProbe(prefixes, `127.0.5.${i}`, SILENT);
    const { gate, open, answer } = gateOf(['127.0.5.0/24'], { share: 0.04, prefixes });
    open(4);
    answer(1);
    expect(gate.isBrief('127.0.5.200')).toBe(true);
  });

  it('asks briefly in a prefix that was found uniform', () => {
    const prefixes: Prefixes = new Map();
    addEarlierProbe(prefixes, '127.0.5.1', ENGINE);
    addEarlierUniform(prefixes, '127.0.5.0/24');
    const { gate, uniform, open } = gateOf(['127.0.5.0/24'], { prefixes });
    open(100);
    expect([gate.isBrief('127.0.5.7'), uniform]).toEqual([true, []]);
  });
});

it('watches so many prefixes, and has the open endpoints of others asked like any other', () => {
  const prefixes: Prefixes = new Map();
  for (let i = 0; i < 2 ** 17; i += 1) addEarlierUniform(prefixes, `${i}`);
  const { gate, open, answer } = gateOf(['127.0.5.0/24'], { share: 0.01, prefixes });
  open(100);
  answer(100);
  expect(gate.isBrief('127.0.5.7')).toBe(false);
  expect(prefixes.size).toBe(2 ** 17);
});
