import { expect, it } from 'vitest';
import type { KnownEndpoint } from '../../src/domain/scope.ts';
import { checkDeclaration, isAsDeclared, storedDeclaration } from '../../src/history/declared.ts';
import { engineOf, findingOf } from './samples.ts';

const DECOY: KnownEndpoint = { address: '127.0.0.9', port: 2375, is: 'decoy', reason: 'ours', file: 'f', line: 1 };
const MTLS: KnownEndpoint = { ...DECOY, is: 'mtls' };
const answered = (finding: ReturnType<typeof findingOf>) => ({ seen: 'answered' as const, finding });

it('a decoy is compared with what it was when it was declared, until that is said anew', () => {
  const first = checkDeclaration(DECOY, answered(findingOf('engine-open-plaintext')), null);
  expect(first).toMatchObject({ holds: true, baseline: expect.any(String) });
  const other = answered(findingOf('engine-open-plaintext', { engine: engineOf('27.0.3') }));
  expect(checkDeclaration(DECOY, other, first.baseline)).toMatchObject({ holds: false, baseline: first.baseline });
  expect(checkDeclaration({ ...DECOY, reason: 'upgraded' }, other, first.baseline).holds).toBe(true);
  expect(checkDeclaration(DECOY, answered(findingOf('other-service')), first.baseline).holds).toBe(false);
});

it.each([
  ['engine-mtls', true],
  ['mtls-required', true],
  ['engine-open-tls', false],
  ['auth-required', false],
  ['no-reply', false],
] as const)('an mTLS endpoint that answers %s: %s', (verdict, holds) => {
  expect(checkDeclaration(MTLS, answered(findingOf(verdict)), null).holds).toBe(holds);
});

it.each([
  [{ seen: 'closed', reason: 'r' }, false],
  [{ seen: 'silent', reason: 'r' }, false],
  [{ seen: 'not-tested' }, null],
  [{ seen: 'elsewhere' }, null],
] as const)('%j: %s', (observation, holds) => {
  expect(checkDeclaration(MTLS, observation, 'kept')).toMatchObject({ holds, baseline: 'kept' });
});

it('a stored finding is as declared or not by its last sighting', () => {
  const engine = findingOf('engine-open-plaintext');
  const { baseline } = checkDeclaration(DECOY, answered(engine), null);
  expect(storedDeclaration(engine, baseline)).toEqual({ declared: 'decoy' });
  expect(storedDeclaration({ ...engine, engine: engineOf('27.0.3') }, baseline)).toEqual({ broken: 'decoy' });
  expect(storedDeclaration(findingOf('other-service'), baseline)).toEqual({ broken: 'decoy' });
  const mtls = checkDeclaration(MTLS, answered(findingOf('auth-required')), null).baseline;
  expect(storedDeclaration(findingOf('engine-mtls'), mtls)).toEqual({ declared: 'mtls' });
  expect(storedDeclaration(engine, mtls)).toEqual({ broken: 'mtls' });
  for (const text of [null, '{}', '[]', '["[]"]']) expect(storedDeclaration(engine, text)).toBeUndefined();
});

it('a sighting of before the declaration counts as what is declared', () => {
  expect(isAsDeclared(DECOY, findingOf('engine-open-plaintext'), null)).toBe(true);
  expect(isAsDeclared(DECOY, findingOf('other-service'), null)).toBe(false);
  expect(isAsDeclared(MTLS, findingOf('mtls-required'), null)).toBe(true);
});
