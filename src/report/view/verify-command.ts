/** Commands that check whether a repair holds. Only canonical addresses and numbers get into them. */

import { formatHostPort, isAddress } from '../../domain/address.ts';
import { isExposed } from '../../domain/exposure.ts';
import type { Finding } from '../../domain/finding.ts';
import { isEngineVerdict } from '../../domain/verdicts.ts';
import { shellWord } from '../../text/shell.ts';

export interface RepairCheck {
  where: 'outside' | 'host';
  command: string;
  /** The output once the repair holds. */
  expect: string;
}

/** A daemon that still listens in plain text waits 16 seconds before it does (Moby, 20.10 and later). */
export const WHEN_TO_CHECK = 'From the place that found it, twice, and not sooner than 60 seconds after a restart.';

/** Asks the endpoint again; empty for an address or a port that is not one. */
export function verifyCommand({ address, port }: Pick<Finding, 'address' | 'port'>): string {
  return isPlace(address, port) ? `seawall verify ${shellWord(formatHostPort(address, port))}` : '';
}

/** Checks for this very endpoint; none for an address or a port that is not one. */
export function checksFor({ address, port, transport, verdict, severity, product }: Finding): RepairCheck[] {
  if (!isPlace(address, port)) return [];
  const place = formatHostPort(address, port);
  const checks: RepairCheck[] =
    transport === 'tls'
      ? [
          {
            where: 'outside',
            command: `openssl s_client -connect ${place} </dev/null`,
            expect: 'refused, or an alert that asks for a client certificate',
          },
          {
            where: 'outside',
            command: `curl -gk --max-time 10 'https://${place}/version'`,
            expect: 'no answer from the engine without a certificate',
          },
        ]
      : [
          {
            where: 'outside',
            command: `curl -g --max-time 10 'http://${place}/version'`,
            expect: 'refused or timed out; no JSON',
          },
        ];
  if (!isExposed({ verdict, severity })) return checks;
  const daemon = isEngineVerdict(verdict) ? (product === 'podman' ? 'podman' : 'dockerd') : product;
  checks.push({
    where: 'host',
    command: `ss -ltnp 'sport = :${port}'`,
    expect: `no ${daemon}, no docker-proxy and no web server, unless it now asks for client certificates`,
  });
  return checks;
}

function isPlace(address: string, port: number): boolean {
  return isAddress(address) && Number.isInteger(port) && port >= 1 && port <= 65_535;
}
