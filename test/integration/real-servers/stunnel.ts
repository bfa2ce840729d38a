/** stunnel before an engine, and before nothing. */

import type { Real } from '../../helpers/real.ts';
import { ENGINE, type RealKind, UPSTREAM } from './kind.ts';

interface ServerKind extends Omit<RealKind, 'address' | 'port'> {
  port?: number;
  /** Lines of the service, beside where it listens. */
  lines: string[];
}

const CERTIFICATE = 'cert = both.pem';
const ENGINE_BEHIND = `connect = ${UPSTREAM.plain}:2375`;
const open = { verdict: 'engine-open-tls', product: 'docker', evidence: ENGINE } as const;

const SERVERS: readonly ServerKind[] = [
  { name: 'TLS', lines: [CERTIFICATE, ENGINE_BEHIND], ...open },
  { name: 'TLS on the plain port', lines: [CERTIFICATE, ENGINE_BEHIND], ...open, port: 2375 },
  {
    name: 'TLS 1.0 alone',
    lines: [CERTIFICATE, ENGINE_BEHIND, 'sslVersionMin = TLSv1', 'sslVersionMax = TLSv1', 'securityLevel = 0'],
    ...open,
    session: /^TLSv1 /,
  },
  {
    name: 'a client certificate asked for and not needed',
    lines: [CERTIFICATE, ENGINE_BEHIND, 'verifyChain = yes', 'requireCert = no', 'CAfile = ca.pem'],
    ...open,
  },
  {
    name: 'a client certificate demanded',
    lines: [CERTIFICATE, ENGINE_BEHIND, 'verifyChain = yes', 'CAfile = ca.pem'],
    verdict: 'mtls-required',
    evidence: /alert 116/,
  },
  {
    name: 'keys that were agreed beforehand',
    lines: [ENGINE_BEHIND, 'ciphers = PSK', 'sslVersionMax = TLSv1.2', 'PSKsecrets = psk'],
    verdict: 'inconclusive',
    evidence: /TLS alert 40/,
  },
  {
    name: 'a dead engine behind it',
    lines: [CERTIFICATE, `connect = ${UPSTREAM.none}:2375`],
    verdict: 'inconclusive',
    evidence: /without an answer/,
  },
];

export const STUNNEL_KINDS: readonly (RealKind & ServerKind)[] = SERVERS.map((kind, i) => ({
  ...kind,
  address: `127.0.104.${i + 1}`,
  port: kind.port ?? 2376,
}));

export async function startStunnel(real: Real): Promise<void> {
  real.file('psk', 'client:00112233445566778899aabbccddeeff\n');
  const services = STUNNEL_KINDS.map(({ address, port, lines }, i) =>
    [`[kind${i}]`, `accept = ${address}:${port}`, ...lines].join('\n'),
  );
  const { address, port } = STUNNEL_KINDS.at(-1) ?? { address: '', port: 0 };
  const file = real.file('stunnel.conf', `foreground = yes\npid =\n${services.join('\n')}\n`);
  await real.start('stunnel4', [file], { address, port });
}
