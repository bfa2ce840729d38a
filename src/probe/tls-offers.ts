/** What a TLS client of the probe offers. */

import { constants } from 'node:crypto';
import type { ConnectionOptions } from 'node:tls';

/**
 * No finite-field Diffie-Hellman: a server may choose a group of 10,000 bits, which costs it nothing and the client more than
 * half a second of its only thread. Go, and so every engine, never had it. In TLS 1.3 the list of groups leaves it out.
 */
const CHEAP_GROUPS = 'X25519:prime256v1:secp384r1:secp521r1';

/** Weak keys are accepted, because old engines have them. */
export const USUAL: ConnectionOptions = {
  rejectUnauthorized: false,
  minVersion: 'TLSv1.2',
  maxVersion: 'TLSv1.3',
  ciphers: 'DEFAULT:!kDHE:@SECLEVEL=0',
  ecdhCurve: CHEAP_GROUPS,
  ALPNProtocols: ['http/1.1'],
};

/** Everything that this OpenSSL still can, for servers that the usual offer fails with; no ALPN, which some refuse. */
export const PERMISSIVE: ConnectionOptions = {
  rejectUnauthorized: false,
  minVersion: 'TLSv1',
  maxVersion: 'TLSv1.3',
  ciphers: 'ALL:eNULL:!kDHE:!aDH:@SECLEVEL=0',
  ecdhCurve: `${CHEAP_GROUPS}:X448:secp256k1:brainpoolP256r1:brainpoolP384r1:brainpoolP512r1:secp224r1`,
  sigalgs: [
    ...['ECDSA+SHA256', 'ECDSA+SHA384', 'ECDSA+SHA512', 'ed25519', 'ed448', 'RSA-PSS+SHA256', 'RSA-PSS+SHA384'],
    ...[
      'RSA-PSS+SHA512',
      'RSA+SHA256',
      'RSA+SHA384',
      'RSA+SHA512',
      'RSA+SHA224',
      'ECDSA+SHA224',
      'ECDSA+SHA1',
      'RSA+SHA1',
    ],
    ...['DSA+SHA256', 'DSA+SHA1'],
  ].join(':'),
  // Servers older than RFC 5746, such as Go before 1.3.
  secureOptions: constants.SSL_OP_LEGACY_SERVER_CONNECT,
};

/**
 * What both others leave out, and nothing that they have: they were refused. One computation each: a server may not
 * renegotiate, which would cost another one as often as it likes.
 */
const FINITE_FIELD: ConnectionOptions = {
  ...PERMISSIVE,
  ciphers: 'kDHE:@SECLEVEL=0',
  ecdhCurve: 'ffdhe2048:ffdhe3072:ffdhe4096:ffdhe6144:ffdhe8192',
  secureOptions: constants.SSL_OP_LEGACY_SERVER_CONNECT | constants.SSL_OP_NO_RENEGOTIATION,
};

export type TlsOffer = 'usual' | 'permissive' | 'finite-field';

export const TLS_OFFERS: Readonly<Record<TlsOffer, ConnectionOptions>> = {
  usual: USUAL,
  permissive: PERMISSIVE,
  'finite-field': FINITE_FIELD,
};
