import { describe, expect, it } from 'vitest';
import type { OpenRecord } from '../../src/domain/endpoint.ts';
import type { Verdict } from '../../src/domain/verdicts.ts';
import {
  addEarlierProbe,
  addEarlierUniform,
  createUniformGate,
  type Prefixes,
  type ProbeGist,
  prefixOf,
} from '../../src/journal/uniform.ts';
import { scopeOf } from '../helpers/scope.ts';

const DULL: ProbeGist = { verdict: 'no-reply', telling: false };
const ENGINE: ProbeGist = { verdict: 'engine-open-plaintext', telling: true };

function openAt(address: string, port = 2375): OpenRecord {
  return { position: 0, address, port, range: 0, state: 'open', at: '' };
}

/** A gate over some ranges, of which the walk has come to `share`. */
function gateOf(ranges: string[], { share = 1, prefixes = new Map() as Prefixes } = {}) {
  const asked: string[] = [];
  const uniform: [string, Verdict][] = [];
  const progress = { share };
  const gate = createUniformGate({
    scope: scopeOf(ranges),
    prefixes,
    share: () => progress.share,
    onUniform: (prefix, verdict) => uniform.push([prefix, verdict]),
    probe: ({ address }) => asked.push(address),
  });
  const open = (from: number, to: number, base = '127.0.5.'): void => {
    for (let i = from; i < to; i += 1) gate.opened(openAt(base + i.toString(base.includes(':') ? 16 : 10)));
  };
  const answer = (from: number, to: number, gist: ProbeGist | 'failed' = DULL): void => {
    for (const address of asked.slice(from, to)) gate.judged(address, gist === 'failed' ? undefined : gist);
  };
  return { gate, asked, uniform, progress, open, answer };
}

describe('a prefix in which most endpoints are open', () => {
  it('is held back once it is more than half, and judged when all that were asked have answered', () => {
    const { asked, uniform, open, answer } = gateOf(['127.0.5.0/26']);
    open(0, 64);
    // 64 of 128 endpoints: not yet more than half.
    expect(asked).toHaveLength(64);
    const other = gateOf(['127.0.5.0/26'], { share: 0.9 });
    other.open(0, 64);
    expect(other.asked.length).toBe(57);
    answer(0, 64);
    expect(uniform).toEqual([]);
    other.answer(0, 57);
    expect(other.uniform).toEqual([['127.0.5.0/24', 'no-reply']]);
    expect(other.asked).toHaveLength(57);
  });

  it('is held back from the seventeenth on while the walk is young', () => {
    const { asked, uniform, open, answer } = gateOf(['127.0.5.0/24'], { share: 0.04 });
    open(0, 40);
    expect(asked).toHaveLength(16);
    answer(0, 15);
    expect(uniform).toEqual([]);
    answer(15, 16);
    expect(uniform).toEqual([['127.0.5.0/24', 'no-reply']]);
    open(40, 200);
    expect(asked).toHaveLength(16);
  });

  it.each<[string, ProbeGist | 'failed']>([
    ['is an engine', ENGINE],
    ['is something that somebody must look at', { verdict: 'inconclusive', telling: true }],
    ['differs', { verdict: 'other-service', telling: false }],
    ['failed', 'failed'],
  ])('is asked wholly as soon as one of the first %s', (_name, gist) => {
    const { asked, uniform, open, answer } = gateOf(['127.0.5.0/24'], { share: 0.04 });
    open(0, 40);
    answer(0, 9);
    expect(asked).toHaveLength(16);
    answer(9, 10, gist);
    expect(asked).toHaveLength(40);
    open(40, 256);
    answer(10, 256);
    expect(asked).toHaveLength(256);
    expect(new Set(asked).size).toBe(256);
    expect(uniform).toEqual([]);
  });

  it('is asked further when more of its endpoints turn out to refuse while it is held', () => {
    const { asked, uniform, progress, open, answer } = gateOf(['127.0.5.0/24'], { share: 0.04 });
    open(0, 30);
    progress.share = 0.5;
    answer(0, 16);
    expect(uniform).toEqual([]);
    expect(asked).toHaveLength(30);
  });

  it('is a /120 of IPv6, and each prefix is judged by its own', () => {
    const { asked, uniform, open, answer, gate } = gateOf(['fd00:5::/119', '127.0.5.0/24'], { share: 0.04 });
    open(0, 100, 'fd00:5::');
    gate.opened(openAt('127.0.5.9'));
    gate.opened(openAt('fd00:5::1ff'));
    expect(asked.slice(16)).toEqual(['127.0.5.9', 'fd00:5::1ff']);
    answer(0, 16);
    expect(uniform).toEqual([['fd00:5::/120', 'no-reply']]);
  });

  it('counts the endpoints in scope alone: the seventeenth of a /28 on two ports is more than half', () => {
    const { asked, open, gate } = gateOf(['127.0.5.0/28']);
    open(0, 16);
    for (let i = 0; i < 16; i += 1) gate.opened(openAt(`127.0.5.${i}`, 2376));
    expect(asked).toHaveLength(16);
    const wider = gateOf(['127.0.5.0/27']);
    wider.open(0, 32);
    expect(wider.asked).toHaveLength(32);
  });
});

describe('a run that is taken up again', () => {
  it('goes on counting where it stopped', () => {
    const prefixes: Prefixes = new Map();
    for (let i = 0; i < 16; i += 1) addEarlierProbe(prefixes, `127.0.5.${i}`, DULL);
    const { asked, uniform, open } = gateOf(['127.0.5.0/24'], { share: 0.04, prefixes });
    open(16, 40);
    expect(asked).toEqual([]);
    expect(uniform).toEqual([['127.0.5.0/24', 'no-reply']]);
  });

  it('asks no further in a prefix that was found uniform', () => {
    const prefixes: Prefixes = new Map();
    addEarlierUniform(prefixes, '127.0.5.0/24');
    const { asked, uniform, open } = gateOf(['127.0.5.0/24'], { prefixes });
    open(0, 100);
    expect([asked, uniform]).toEqual([[], []]);
  });
});

it('watches so many prefixes, and has the open endpoints of others asked', () => {
  const prefixes: Prefixes = new Map();
  for (let i = 0; i < 2 ** 17; i += 1) addEarlierUniform(prefixes, `${i}`);
  const { asked, open, answer } = gateOf(['127.0.5.0/24'], { share: 0.01, prefixes });
  open(0, 100);
  answer(0, 100);
  expect(asked).toHaveLength(100);
  expect(prefixes.size).toBe(2 ** 17);
});

it('names the prefix of an address', () => {
  expect(prefixOf('127.0.5.77')).toBe('127.0.5.0/24');
  expect(prefixOf('fd00::12:3456')).toBe('fd00::12:3400/120');
  expect(prefixOf('::1')).toBe('::/120');
});
