import { expect, it } from 'vitest';
import type { KnownEndpoint } from '../../src/domain/scope.ts';
import { checkDeclaration } from '../../src/history/declared.ts';
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
  [{ seen: 'out-of-scope' }, null],
  [{ seen: 'elsewhere' }, null],
] as const)('%j: %s', (observation, holds) => {
  expect(checkDeclaration(MTLS, observation, 'kept')).toMatchObject({ holds, baseline: 'kept' });
});
