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
  /** Ports that its file names, where `--ports` left one of them out of this run. */
  filePorts?: number[];
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

/** Where a vantage stands: outside, in the organisation's own network, or in one segment of it. */
export const STANDS = ['internet', 'inside', 'segment'] as const;
export type Stands = (typeof STANDS)[number];

/** A name as `--vantage` takes it. */
export const VANTAGE_NAME = /^[\w.@-]{1,64}$/;

/** A place from which the scope is looked at. */
export interface Vantage {
  name: string;
  stands: Stands;
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
  /** `name:` of its files. As the following: missing in older journals, and not in the digest. */
  name?: string;
  vantages?: Vantage[];
  /** What history calls it; ask `scopeKeyOf`. */
  key?: string;
}

/** What history calls a scope: the name in its files, else the paths that were asked for. Older ones have their files. */
export function scopeKeyOf({ key, name, files }: Pick<Scope, 'key' | 'name' | 'files'>): string {
  return key ?? name ?? pathsKey(files);
}

/** The same for the same paths in any order: one path as it is, several as a JSON array. */
export function pathsKey(paths: readonly string[]): string {
  const sorted = [...new Set(paths)].sort();
  const [only = '', second] = sorted;
  return second === undefined ? only : JSON.stringify(sorted);
}

/** Undefined for a vantage that the scope does not declare. */
export function standsOf({ vantages }: Pick<Scope, 'vantages'>, vantage: string): Stands | undefined {
  return vantages?.find(({ name }) => name === vantage)?.stands;
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
