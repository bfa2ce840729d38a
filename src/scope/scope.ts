/** Scope files to the effective scope: merged, excluded, counted and digested. */

import { createHash } from 'node:crypto';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { type Family, formatAddress } from '../domain/address.ts';
import { isNotThere, type Problem, SeawallError } from '../domain/errors.ts';
import { unreadable } from '../domain/file-errors.ts';
import {
  compareIntervals,
  contains,
  type Interval,
  insert,
  intersect,
  sizeOf,
  subtract,
  unite,
} from '../domain/interval.ts';
import { pathsKey, type Removal, type Scope, type Span, type Vantage } from '../domain/scope.ts';
import { isBesideScope } from './beside.ts';
import { checkNames, compareSizes, findConflicts } from './conflicts.ts';
import { checkKnown } from './known.ts';
import { type Declared, readScopeFile, type ScopeSource } from './read.ts';
import { type SpecialBlock, specialBlocks } from './special.ts';

export interface ScopeOptions {
  /** Milliseconds since 1970: what "expired" is measured against. */
  now: number;
  /** Overrides the ports of the files. */
  ports?: readonly number[];
  maxAddresses: number;
}

export const DEFAULT_MAX_ADDRESSES = 2 ** 20;

/** The smallest scope file, for whoever has none yet. */
const EXAMPLE =
  '{ authorization: { by: ciso@example.org, reference: SEC-1042, from: 2026-01-01, until: 2026-12-31 }, contact: security@example.org, ranges: [{ range: 10.20.0.0/24, owner: platform }] }';

/**
 * Reads scope files, and the `*.yaml` and `*.yml` files directly inside folders; each once.
 * @throws SeawallError with every problem of every file
 */
export async function loadScope(paths: readonly string[], options: ScopeOptions): Promise<Scope> {
  const own = paths.filter((path) => !isBesideScope(path));
  const [other] = paths;
  if (own.length === 0 && other !== undefined)
    failWith([
      { code: 'SCOPE_EMPTY', file: other, message: 'names no ranges: give the scope file that it lies beside' },
    ]);
  const files = new Map<string, string>();
  for (const path of own)
    for (const file of await listFiles(path)) if (!files.has(resolve(file))) files.set(resolve(file), file);
  const sources = await Promise.all(
    [...files.values()].map(async (file): Promise<ScopeSource> => {
      const text = await readFile(file, 'utf8').catch((error: unknown) => {
        throw unreadable('SCOPE_UNREADABLE', file, 'read a file', error);
      });
      return { file, text };
    }),
  );
  const scope = parseScope(sources, options);
  return { ...scope, key: scope.name ?? pathsKey(own.map((path) => resolve(path))) };
}

async function listFiles(path: string): Promise<string[]> {
  const found = await stat(path).catch((error: unknown) => {
    if (isNotThere(error)) return undefined;
    throw unreadable('SCOPE_UNREADABLE', path, 'read a file', error);
  });
  if (found === undefined) {
    throw new SeawallError({
      code: 'SCOPE_NOT_FOUND',
      file: path,
      message: `no such scope file or folder: write a .yaml file that names what you may audit, such as ${EXAMPLE}`,
    });
  }
  if (!found.isDirectory()) return [path];
  const entries = await readdir(path).catch((error: unknown) => {
    throw unreadable('SCOPE_UNREADABLE', path, 'list a folder', error);
  });
  const names = entries.filter((name) => /\.ya?ml$/.test(name) && !isBesideScope(name)).sort();
  if (names.length === 0)
    throw new SeawallError({
      code: 'SCOPE_EMPTY',
      file: path,
      message: `no *.yaml file in this folder: write one that names what you may audit, such as ${EXAMPLE}`,
    });
  return names.map((name) => join(path, name));
}

/** @throws SeawallError with every problem of every source */
export function parseScope(sources: readonly ScopeSource[], options: ScopeOptions): Scope {
  const special = specialBlocks();
  const read = sources.map((source) => readScopeFile(source, special, options.now, options.ports));
  const declared = read.flatMap((file) => file.declared);
  const known = read.flatMap((file) => file.known);
  const [name] = read.flatMap((file) => file.name?.name ?? []);
  const vantages = read.flatMap((file) => file.vantages.map(({ name, stands }): Vantage => ({ name, stands })));
  const problems = [
    ...read.flatMap((file) => file.problems),
    ...findConflicts(declared),
    ...checkNames(read),
    ...checkKnown(
      known,
      declared.map(({ interval }) => interval),
    ),
  ];
  failWith(problems);

  const excluded = read.flatMap((file) => file.excluded);
  const { pieces, removals } = takeOut(declared, excluded, special);
  const spans = spansOf(declared, pieces);
  const addresses = spans.reduce((sum, { size }) => sum + size, 0);
  if (addresses === 0)
    failWith([
      { code: 'SCOPE_EMPTY', message: 'nothing is left to audit: the exclusions and removals cover every range' },
    ]);
  if (addresses > options.maxAddresses) {
    const count = addresses.toLocaleString('en');
    const message = `the scope has ${count} addresses, more than ${options.maxAddresses.toLocaleString('en')}: if that is meant, say --max-addresses ${addresses}`;
    failWith([{ code: 'SCOPE_TOO_LARGE', message }]);
  }
  const ranges = declared.map(({ range }, index) => {
    const own = spans.filter((span) => span.range === index);
    const endpoints = own.reduce((sum, { size, ports }) => sum + size * ports.length, 0);
    return { ...range, addresses: own.reduce((sum, { size }) => sum + size, 0), endpoints };
  });
  return {
    digest: digestOf(spans, declared),
    files: sources.map(({ file }) => file),
    ranges,
    spans,
    removals,
    addresses,
    endpoints: ranges.reduce((sum, { endpoints }) => sum + endpoints, 0),
    ...(known.length > 0 && { known }),
    ...(name !== undefined && { name }),
    ...(vantages.length > 0 && { vantages }),
  };
}

function failWith(problems: readonly Problem[]): void {
  const [first, ...more] = problems;
  if (first !== undefined) throw new SeawallError([first, ...more]);
}

type Piece = Interval & { range: number };

/** Subtracts exclusions and special space; gives what overlaps to the smaller range. Counts what was taken out. */
function takeOut(
  declared: readonly Declared[],
  excluded: readonly { text: string; interval: Interval }[],
  special: readonly SpecialBlock[],
): { pieces: Piece[]; removals: Removal[] } {
  const authorized = unite(declared.map(({ interval }) => interval));
  const countIn = (interval: Interval): number =>
    intersect(interval, authorized).reduce((sum, part) => sum + Number(sizeOf(part)), 0);
  const removals: Removal[] = excluded.map(({ text, interval }) => ({
    reason: 'excluded',
    text,
    addresses: countIn(interval),
  }));

  const bySize = declared
    .map((entry, index) => ({ ...entry, index }))
    .sort((a, b) => compareSizes(a, b) || a.index - b.index);
  const claimed = unite(excluded.map(({ interval }) => interval));
  const removed = new Map<SpecialBlock, bigint>();
  const pieces: Piece[] = [];
  for (const { interval, index } of bySize) {
    const blocks = special.filter((block) => !contains(block, interval));
    for (const free of subtract(interval, claimed)) {
      for (const block of blocks) {
        const lost = intersect(free, [block]).reduce((sum, part) => sum + sizeOf(part), 0n);
        if (lost > 0n) removed.set(block, (removed.get(block) ?? 0n) + lost);
      }
      for (const piece of subtract(free, unite(blocks))) {
        pieces.push({ ...piece, range: index });
        insert(claimed, piece);
      }
    }
  }
  for (const [{ cidr, name }, addresses] of removed)
    removals.push({ reason: name, text: cidr, addresses: Number(addresses) });
  return { pieces, removals };
}

function spansOf(declared: readonly Declared[], pieces: readonly Piece[]): Span[] {
  const spans: (Span & { family: Family; end: bigint })[] = [];
  for (const { family, first, last, range } of [...pieces].sort(compareIntervals)) {
    const previous = spans.at(-1);
    const lastText = formatAddress({ family, value: last });
    const size = Number(last - first + 1n);
    if (
      previous !== undefined &&
      previous.range === range &&
      previous.family === family &&
      previous.end + 1n === first
    ) {
      previous.last = lastText;
      previous.size += size;
      previous.end = last;
    } else {
      const ports = declared[range]?.ports ?? [];
      spans.push({
        first: formatAddress({ family, value: first }),
        last: lastText,
        size,
        ports,
        range,
        family,
        end: last,
      });
    }
  }
  return spans.map(({ first, last, size, ports, range }) => ({ first, last, size, ports, range }));
}

/** Changes with anything that decides what may be touched; owners, tags and declarations may change freely. */
function digestOf(spans: readonly Span[], declared: readonly Declared[]): string {
  const content = spans.map(({ first, last, ports, range }) => {
    const { by, reference, from, until } = declared[range]?.range.authorization ?? {
      by: '',
      reference: '',
      from: '',
      until: '',
    };
    return [first, last, ports, [by, reference, from, until]];
  });
  return `sha256:${createHash('sha256').update(JSON.stringify(content)).digest('hex')}`;
}
