import { expect, it } from 'vitest';
import { errorCode } from '../../src/domain/errors.ts';
import { localTries, stateOfError } from '../../src/domain/system-errors.ts';

it.each([
  ['ECONNREFUSED', 'closed'],
  ['EHOSTUNREACH', 'unreachable'],
  ['ENETUNREACH', 'unreachable'],
  ['ETIMEDOUT', 'filtered'],
  ['ECONNRESET', 'open'],
  ...['EMFILE', 'ENFILE', 'EADDRNOTAVAIL', 'ENOBUFS', 'EPERM', 'ENOMEM', 'EINVAL', ''].map(
    (code) => [code, 'not-tested'] as const,
  ),
] as const)('%s means %s', (code, state) => {
  expect(stateOfError(code, false).state).toBe(state);
});

it('tells a router that prohibits from a prohibition of this machine', () => {
  expect(stateOfError('EACCES', false)).toEqual({ state: 'unreachable', reason: 'EACCES' });
  expect(stateOfError('EACCES', true)).toEqual({ state: 'not-tested', reason: 'EACCES' });
});

it('does not blame the network for a missing route', () => {
  expect(stateOfError('ENETUNREACH', true)).toEqual({ state: 'not-tested', reason: 'no-route' });
  expect(stateOfError('ECONNREFUSED', true).state).toBe('closed');
});

it("tells a router's ban from this machine's", () => {
  expect(stateOfError('EACCES', false)).toEqual({ state: 'unreachable', reason: 'EACCES' });
  expect(stateOfError('EACCES', true)).toEqual({ state: 'not-tested', reason: 'EACCES' });
});

it('reads the code of an error, and of nothing else', () => {
  expect(errorCode(Object.assign(new Error('x'), { code: 'EMFILE' }))).toBe('EMFILE');
  expect(errorCode('EMFILE')).toBe('');
});

it('tries again longer where waiting helps', () => {
  for (const passing of ['EMFILE', 'ENOBUFS', 'EADDRNOTAVAIL', 'EAGAIN']) expect(localTries(passing)).toBe(9);
  for (const cut of ['no-route', 'ENETDOWN']) expect(localTries(cut)).toBe(6);
  for (const lasting of ['EPERM', 'EACCES', 'unknown']) expect(localTries(lasting)).toBe(3);
});
