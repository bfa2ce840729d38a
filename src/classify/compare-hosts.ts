/**
 * Honeypot detection by comparing the hosts of one run. A fleet legitimately shares releases, kernels and builds,
 * cloned machines give the same bytes, and one certificate may serve many names: to be alike is worth a note and no
 * suspicion. No live engine gives one and the same Date at different times.
 */

import { createHash } from 'node:crypto';
import type { Attempt } from '../domain/attempt.ts';
import type { Judgement, Qualifier } from '../domain/finding.ts';
import { factText } from './fact-text.ts';
import type { Reading } from './reading.ts';

/** The part of an engine's answer that is compared: a few short texts, so that memory stays bounded. */
export interface HostTraits {
  /** Hash of port, status, headers in order and case, and body, without the Date. */
  answer?: string;
  /** As written. */
  date?: string;
  /** When the answer was asked for, in milliseconds since 1970. */
  at: number;
  /** Hash of port and fingerprint. */
  certificate?: string;
}

/** Additions of the comparison to a judgement. */
export interface Likeness {
  qualifiers: Qualifier[];
  notes: string[];
}

/** Addresses that must be alike before it is said: fewer are a cluster, or a host with several addresses. */
export const MIN_ALIKE_ADDRESSES = 10;
/** Addresses whose answers must all carry one Date, and the milliseconds they must lie apart: longer than any try takes. */
export const FROZEN_CLOCK = { addresses: 3, apartMs: 60_000 } as const;

/** Caches give old dates, and say so. */
const CACHED = ['age', 'via', 'x-cache'];

/** @returns undefined where nothing is known of an engine */
export function traitsOf(
  { record, attempt, headers }: Reading,
  { verdict, engine }: Judgement,
): HostTraits | undefined {
  if (!verdict.startsWith('engine-')) return undefined;
  if (attempt === undefined) return undefined;
  const fingerprint = record.attempts.find(({ tls }) => tls?.certificate !== undefined)?.tls?.certificate?.fingerprint;
  const date = CACHED.some((name) => headers.has(name)) ? undefined : headers.get('date');
  return {
    at: Date.parse(attempt.at),
    ...(engine !== undefined && { answer: hash(record.port, answerOf(attempt)) }),
    ...(date !== undefined && { date }),
    ...(fingerprint !== undefined && { certificate: hash(record.port, fingerprint) }),
  };
}

function answerOf({ http, raw }: Attempt): unknown {
  if (http === undefined) return [raw?.encoding, raw?.data];
  const { status, headers, body } = http;
  return [status, headers.filter(([name]) => name.toLowerCase() !== 'date'), body.encoding, body.data];
}

/** With the port, because an endpoint is probed once: what is alike on one port is so on as many addresses. */
function hash(port: number, value: unknown): string {
  return createHash('sha256')
    .update(JSON.stringify([port, value]))
    .digest('base64url')
    .slice(0, 22);
}

/** Hosts that are alike in one thing. */
interface AlikeHosts {
  addresses: number;
  first: number;
  last: number;
  /** Undefined once two of them differ in it, or one has none. */
  date: string | undefined;
}

/** @returns qualifiers and notes to add to each host, in the order given; nothing depends on that order */
export function compareHosts(hosts: readonly (HostTraits | undefined)[]): Likeness[] {
  const groups = new Map<string, AlikeHosts>();
  for (const host of hosts) {
    if (host?.answer !== undefined) join(groups, host.answer, host);
    if (host?.certificate !== undefined) join(groups, host.certificate, host);
  }
  return hosts.map((host) => likenessOf(groups.get(host?.answer ?? ''), groups.get(host?.certificate ?? '')));
}

function join(groups: Map<string, AlikeHosts>, key: string, { at, date }: HostTraits): void {
  const group = groups.get(key);
  if (group === undefined) return void groups.set(key, { addresses: 1, first: at, last: at, date });
  group.addresses += 1;
  group.first = Math.min(group.first, at);
  group.last = Math.max(group.last, at);
  if (group.date !== date) group.date = undefined;
}

function likenessOf(answer: AlikeHosts | undefined, certificate: AlikeHosts | undefined): Likeness {
  const likeness: Likeness = { qualifiers: [], notes: [] };
  if (answer !== undefined && isFrozen(answer)) {
    likeness.qualifiers.push('suspected-decoy');
    likeness.notes.push(
      `the same answer, with the same Date (${factText(answer.date ?? '')}), came from ${answer.addresses} addresses over ${Math.round((answer.last - answer.first) / 1_000)} seconds: an engine dates each answer when it gives it`,
    );
  } else if (answer !== undefined && answer.addresses >= MIN_ALIKE_ADDRESSES) {
    likeness.notes.push(
      `${answer.addresses} addresses gave the same answer but for its date: copies of one machine, one machine with many addresses, or a decoy`,
    );
  }
  if (certificate !== undefined && certificate.addresses >= MIN_ALIKE_ADDRESSES) {
    likeness.notes.push(
      `${certificate.addresses} addresses show the same certificate: one for many names, a load balancer, copies of one machine, or a decoy`,
    );
  }
  return likeness;
}

function isFrozen({ addresses, first, last, date }: AlikeHosts): boolean {
  return date !== undefined && addresses >= FROZEN_CLOCK.addresses && last - first >= FROZEN_CLOCK.apartMs;
}
