/** The facts of an exposed host that decide which advice applies to it. */

import { isAddress, parseAddress } from '../../../domain/address.ts';
import type { Product } from '../../../domain/engine.ts';
import { isOpenWork, type ReportRow } from '../../../domain/exposure.ts';
import type { Finding } from '../../../domain/finding.ts';
import { isEngineVerdict, type Verdict } from '../../../domain/verdicts.ts';

export type Cloud = 'aws' | 'azure' | 'gcp' | 'alibaba';

export interface HostCase {
  address: string;
  family: 4 | 6;
  /** Worst first. */
  rows: readonly ReportRow[];
  /** Those of the rows. */
  findings: readonly Finding[];
  /** None of them was seen in this run. */
  silent: boolean;
  ports: readonly number[];
  verdicts: ReadonlySet<Verdict>;
  /** `other`: other makers of the same API, whose settings are not Docker's. */
  product: 'docker' | 'podman' | 'balena' | 'swarm-classic' | 'other';
  system: 'linux' | 'windows' | 'desktop';
  rootless: boolean;
  /** dockerd itself listens, as far as the answer shows: no proxy gave itself away. */
  direct: boolean;
  /** The system that the kernel's name suggests; undefined where it suggests none. */
  cloud: Cloud | undefined;
  /** A reload of firewalld opens more on this release. */
  firewalld: boolean;
  /** Since 20.10, `--tls` alone verifies clients; undefined where the version is none. */
  tlsVerifies: boolean | undefined;
}

/**
 * Hosts with an exposed engine that somebody must act on, seen in this run or fallen silent since, by their worst finding,
 * then by address. One at a time: there may be many. What is no address has no page.
 */
export function* exposedHosts(rows: readonly ReportRow[]): Iterable<HostCase> {
  for (const own of groupByHost(rows).values()) {
    const host = caseOf(own);
    if (host !== undefined) yield host;
  }
}

export interface HostCounts {
  hosts: number;
  /** Of them, those whose every exposure fell silent. */
  silent: number;
}

export function countHosts(rows: readonly ReportRow[]): HostCounts {
  const hosts = [...groupByHost(rows)].filter(([address]) => isAddress(address));
  return { hosts: hosts.length, silent: hosts.filter(([, own]) => own.every(isSilent)).length };
}

function isSilent({ work }: ReportRow): boolean {
  return work === 'unverified';
}

function groupByHost(rows: readonly ReportRow[]): Map<string, ReportRow[]> {
  const hosts = new Map<string, ReportRow[]>();
  for (const row of rows) {
    if (!isOpenWork(row) || !isEngineVerdict(row.finding.verdict)) continue;
    const found = hosts.get(row.finding.address);
    if (found === undefined) hosts.set(row.finding.address, [row]);
    else found.push(row);
  }
  return hosts;
}

function caseOf(rows: readonly ReportRow[]): HostCase | undefined {
  const findings = rows.map(({ finding }) => finding);
  const [first] = findings;
  const address = first === undefined ? undefined : parseAddress(first.address);
  if (first === undefined || address === undefined) return undefined;
  const verdicts = new Set(findings.map(({ verdict }) => verdict));
  const engines = findings.flatMap(({ engine }) => engine ?? []);
  const kernel = engines.map(({ kernelVersion, version }) => `${kernelVersion} ${version}`).join(' ');
  return {
    address: first.address,
    family: address.family,
    rows,
    findings,
    silent: rows.every(isSilent),
    ports: [...new Set(findings.map(({ port }) => port))].sort((a, b) => a - b),
    verdicts,
    product: productOf(findings),
    system: systemOf(findings),
    rootless: engines.some(({ rootless }) => rootless),
    direct: !verdicts.has('engine-open-proxied') && !verdicts.has('engine-filtered'),
    cloud: cloudOf(kernel),
    firewalld: findings.some(({ risk }) => risk?.advisories.some(isFirewalld)),
    tlsVerifies: tlsVerifies(engines[0]?.version),
  };
}

/** Makers that have no advice of their own, the one that nothing names among them. */
const OTHER_MAKERS: ReadonlySet<Product> = new Set([
  ...(['', 'ucp', 'pouch', 'finch', 'nerdctld', 'socktainer', 'triton', 'vic', 'kubedock'] as const),
]);

function productOf(findings: readonly Finding[]): HostCase['product'] {
  for (const product of ['swarm-classic', 'podman', 'balena'] as const)
    if (findings.some((finding) => finding.product === product)) return product;
  return findings.every(({ product }) => OTHER_MAKERS.has(product)) ? 'other' : 'docker';
}

function systemOf(findings: readonly Finding[]): HostCase['system'] {
  if (findings.some(({ explanation }) => explanation.endsWith('/desktop'))) return 'desktop';
  return findings.some(({ engine }) => engine?.os === 'windows') ? 'windows' : 'linux';
}

/** The names that the clouds' own kernels carry. A hint: other kernels run there too. */
function cloudOf(kernel: string): Cloud | undefined {
  if (/-aws\b|\.amzn\d|-amazon/.test(kernel)) return 'aws';
  if (/[-+]azure\b/.test(kernel)) return 'azure';
  if (/-gcp\b|-gke\b/.test(kernel)) return 'gcp';
  return /\.al[78]\b|\.alnx/.test(kernel) ? 'alibaba' : undefined;
}

function isFirewalld({ id, verdict }: { id: string; verdict: string }): boolean {
  return ['CVE-2025-54388', 'CVE-2025-54410'].includes(id) && /^(?:possibly-)?affected$/.test(verdict);
}

function tlsVerifies(version: string | undefined): boolean | undefined {
  const match = /^(\d{1,4})\.(\d{1,4})\./.exec(version ?? '');
  if (match === null) return undefined;
  const [major, minor] = [Number(match[1]), Number(match[2])];
  return major > 20 || (major === 20 && minor >= 10);
}
