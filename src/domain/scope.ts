/** The scope: authorised ranges as data, and exclusions. */

import type { PackedEndpoint } from './endpoint.ts';
import { DAY_MS } from './time.ts';

/** Declarations of known endpoints in scope files: counted, never alarmed, loud when they break. */
export const DECLARATIONS = ['decoy', 'mtls'] as const;
export type Declaration = (typeof DECLARATIONS)[number];

/** The approval of the audit: person, reference, and validity (whole days in UTC, both included, `YYYY-MM-DD`). */
export interface Authorization {
  by: string;
  reference: string;
  from: string;
  until: string;
}

/** Days before its end from which an authorisation is said to end. */
const ENDING_DAYS = 30;

/** Whole days until an authorisation that ends soon is over, negative after; undefined where it does not end soon. */
export function daysLeftIfEnding({ until }: Authorization, now: number): number | undefined {
  const left = Math.floor((Date.parse(until) + DAY_MS - now) / DAY_MS);
  return left <= ENDING_DAYS ? left : undefined;
}

/** One `ranges:` entry of a scope file, with what it inherited. */
export interface AuthorizedRange {
  /** As written. */
  text: string;
  file: string;
  line: number;
  owner: string;
  contact: string;
  tags: string[];
  authorization: Authorization;
  /** Effective addresses: after merging, exclusions and removals. */
  addresses: number;
  /** Effective endpoints: addresses times ports. */
  endpoints: number;
}

/** A run of consecutive addresses that may be touched. Spans are sorted and never overlap. */
export interface Span {
  first: string;
  last: string;
  size: number;
  ports: number[];
  /** Index into `Scope.ranges`: the range that answers for this span. */
  range: number;
}

/** Addresses that an exclusion or a rule took out of the authorised ranges. */
export interface Removal {
  /** `excluded` by the file, or the special-purpose space that a wider range happened to contain. */
  reason: string;
  text: string;
  addresses: number;
}

/** The effective scope: the only thing that says what may be touched. */
export interface Scope {
  /** `sha256:` and hexadecimal: spans, ports and authorisations. */
  digest: string;
  files: string[];
  ranges: AuthorizedRange[];
  spans: Span[];
  removals: Removal[];
  addresses: number;
  endpoints: number;
  /** Endpoints that are declared to be something; not in the digest, because they say nothing of what may be touched. */
  known?: KnownEndpoint[];
}

/** All ports of a scope by number, whatever word asked for them. */
export function portsOf({ spans }: Pick<Scope, 'spans'>): number[] {
  return [...new Set(spans.flatMap(({ ports }) => ports))].sort((a, b) => a - b);
}

/** One `known:` entry of a scope file. */
export interface KnownEndpoint {
  address: string;
  port: number;
  is: Declaration;
  reason: string;
  file: string;
  line: number;
}

/** May this address and port be connected to now? The one gate, asked before every connection. */
export type Permit = (address: string, port: number) => boolean;
/** The same gate, asked by engines that handle addresses as numbers. */
export type PackedPermit = (packed: PackedEndpoint) => boolean;
