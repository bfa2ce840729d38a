import { createSecureContext } from 'node:tls';
import { expect, it } from 'vitest';
import { PERMISSIVE, USUAL } from '../../src/probe/tls-offers.ts';

it.each([
  ['the usual offer', USUAL],
  ['the permissive one', PERMISSIVE],
])('%s is one that this OpenSSL takes', (_, offer) => {
  expect(() => createSecureContext(offer)).not.toThrow();
});

it('never offers finite-field Diffie-Hellman, in which the server sets the price', () => {
  for (const { ciphers } of [USUAL, PERMISSIVE]) expect(ciphers).toMatch(/!kDHE/);
  for (const { ecdhCurve } of [USUAL, PERMISSIVE]) expect(ecdhCurve).not.toMatch(/ffdhe|auto/);
});
