/**
 * Honeypot detection by consistency checks of an engine's answer. Each check that fails gives a sentence; the finding stays,
 * because a forged answer too must be explained. Only what every genuine build is known to do is checked: distributions rebuild engines
 * with other compilers and dates, proxies rewrite headers, and a fleet answers alike.
 */

import { ENGINE_KEYS, type EngineFacts } from '../domain/engine.ts';
import { DAY_MS } from '../domain/time.ts';
import { foldKey } from '../text/json-object.ts';
import { FOLDED_KEYS } from './engine-keys.ts';
import { factText } from './fact-text.ts';
import { isOtherServer } from './makers.ts';
import { lowersHeaders, proxyName } from './proxy-marks.ts';
import type { Reading } from './reading.ts';
import { RELEASE_LINES, type ReleaseLine } from './releases.ts';

type ConsistencyCheck = (engine: EngineFacts, reading: Reading, line: ReleaseLine | undefined) => string | undefined;

export function findInconsistencies(reading: Reading): string[] {
  const { engine, http } = reading;
  if (hasTwoLengths(reading)) return ['the response gives its length twice, in two ways, which no Go server does'];
  if (engine === undefined) return [];
  const malformed = http === undefined || http.bareLf;
  const forged =
    malformed && !isOtherServer(engine.product)
      ? ['the HTTP around the answer is malformed: an engine writes lines that end in CR LF']
      : [];
  // Numbers, keys and headers of other makers are their own.
  if (engine.product !== 'docker') return forged;
  const key = /^(\d+)\.0*(\d+)\./.exec(engine.version);
  const line =
    key === null ? undefined : (RELEASE_LINES[`${key[1]}.${key[2]}`] ?? RELEASE_LINES[`${key[1]}.0${key[2]}`]);
  return [...forged, ...CHECKS.map((check) => check(engine, reading, line)).filter((note) => note !== undefined)];
}

function hasTwoLengths({ http, attempt, headers, body }: Reading): boolean {
  if (http !== undefined) return headers.has('content-length') && headers.has('transfer-encoding');
  if (attempt?.end !== 'unparsable') return false;
  const head = body.split(/\r?\n\r?\n/)[0] ?? '';
  return /^content-length:/im.test(head) && /^transfer-encoding:/im.test(head);
}

/** `1.41` as 41; the API has never had another major version. */
function apiNumber({ apiVersion }: EngineFacts): number {
  return Number(/^1\.(\d+)$/.exec(apiVersion)?.[1] ?? Number.NaN);
}

/** Rebuilt by a distribution, or not a release at all: dates and compilers are its own. */
function isRebuilt({ version, other }: EngineFacts): boolean {
  return !/^\d+\.\d+\.\d+(?:-ce|-ee[-\d.]*)?$/.test(version) || 'PkgVersion' in other;
}

/** Headers that a proxy may have changed prove nothing about the engine. */
function isRelayed(reading: Reading): boolean {
  return lowersHeaders(reading) || proxyName(reading) !== '';
}

/** Day of the first release, 0.1.0. */
const FIRST_ENGINE = Date.parse('2013-03-25');

const CHECKS: readonly ConsistencyCheck[] = [
  (engine, _reading, line) =>
    line !== undefined && engine.apiVersion !== '' && !line.apis.includes(engine.apiVersion)
      ? `API ${engine.apiVersion} does not belong to release ${engine.version} (which has ${line.apis.join(' or ')})`
      : undefined,
  (engine, { headers }) => {
    const named = /^Docker\/(\S+)/.exec(factText(headers.get('server')))?.[1];
    return named !== undefined && named !== engine.version
      ? `the Server header names ${named} and the body ${engine.version}`
      : undefined;
  },
  // One release of slack: distributions have built releases with the Go before the project's own.
  (engine, _reading, line) => {
    const go = Number(/^go1\.(\d+)/.exec(engine.goVersion)?.[1] ?? Number.NaN);
    return line !== undefined && line.go > 0 && go < line.go - 1 && !isRebuilt(engine)
      ? `release ${engine.version} was never built with ${engine.goVersion}`
      : undefined;
  },
  (engine, { engineKeys }, line) => {
    const [components, version] = [engineKeys.indexOf('Components'), engineKeys.indexOf('Version')];
    const major = Number(/^(\d+)\./.exec(engine.version)?.[1] ?? Number.NaN);
    if (components < 0 || line === undefined) return undefined;
    return components < version === major >= 29
      ? `the keys of the answer are not in the order that release ${engine.version} writes them in`
      : undefined;
  },
  (_engine, reading, line) =>
    line !== undefined &&
    !isRelayed(reading) &&
    reading.engineKeys.some((key) => FOLDED_KEYS.has(foldKey(key)) && !ENGINE_KEYS.has(key))
      ? 'the keys of the answer are spelt as no engine spells them'
      : undefined,
  (engine) =>
    apiNumber(engine) >= 40 && engine.os === 'linux' && engine.components.length === 0
      ? 'a Linux engine of this API version lists its components, and this answer has none'
      : undefined,
  ({ os, kernelVersion }) =>
    os === 'linux' && !/^(?:\d+\.\d+|<unknown>|$)/.test(kernelVersion)
      ? 'the kernel version is none that Linux has'
      : undefined,
  (engine) =>
    engine.os === 'windows' && engine.components.some(({ name }) => name === 'containerd')
      ? 'an engine on Windows has no containerd component'
      : undefined,
  (engine, _reading, line) => {
    const built = Date.parse(engine.buildTime);
    // Reproducible builds are dated 1970 or 1980: before there was an engine, a date says nothing.
    return line !== undefined &&
      !isRebuilt(engine) &&
      built > FIRST_ENGINE &&
      built < Date.parse(line.first) - 30 * DAY_MS
      ? `built on ${engine.buildTime}, before release ${engine.version} existed`
      : undefined;
  },
  (engine, reading) => {
    const { http, headers } = reading;
    if (http === undefined || isRelayed(reading)) return undefined;
    if (!headers.has('date')) return 'the response has no Date header, which every Go server writes';
    if (!headers.has('content-length') && !headers.has('transfer-encoding'))
      return 'the response does not say how long it is, as an engine does';
    if (http.headers[0]?.[0] === 'Server')
      return 'the Server header comes first, while Go writes headers in alphabetical order';
    return apiNumber(engine) >= 25 && !headers.has('api-version') && !headers.has('server')
      ? 'the headers that every engine of this API version sets are missing'
      : undefined;
  },
];
