import { createSecureContext } from 'node:tls';
import { expect, it } from 'vitest';
import { TLS_OFFERS } from '../../src/probe/tls-offers.ts';

it.each(Object.entries(TLS_OFFERS))('the offer is one that this OpenSSL takes: %s', (_, offer) => {
  expect(() => createSecureContext(offer)).not.toThrow();
});

it('offers finite-field Diffie-Hellman, in which the server sets the price, apart from all else', () => {
  const { usual, permissive, 'finite-field': finiteField } = TLS_OFFERS;
  for (const { ciphers } of [usual, permissive]) expect(ciphers).toMatch(/!kDHE/);
  for (const { ecdhCurve } of [usual, permissive]) expect(ecdhCurve).not.toMatch(/ffdhe|auto/);
  expect(finiteField.ciphers).toMatch(/^kDHE:/);
  expect(finiteField.ecdhCurve?.split(':').every((group) => group.startsWith('ffdhe'))).toBe(true);
});
