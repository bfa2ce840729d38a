/** Reads the JSON that an engine answers to `GET /version`. Every text in it is hostile. */

import type { EngineFacts, Product } from '../domain/engine.ts';
import { factText } from './fact-text.ts';

export interface EngineAnswer {
  json: Record<string, unknown>;
  /** Absent where the JSON is not an engine's. */
  engine: EngineFacts | undefined;
}

const MAX_OTHER_KEYS = 32;
const MAX_COMPONENTS = 16;
const MAX_DETAILS = 32;
/** In UTF-16 units. Bodies are cut at this size before they get here; more is no version answer. */
const MAX_BODY_UNITS = 65_536;

const FIRST_KEYS = ['Version', 'GitCommit', 'GoVersion'];

const KNOWN = new Set([
  ...['Platform', 'Components', 'Version', 'ApiVersion', 'APIVersion', 'MinAPIVersion', 'GitCommit', 'GoVersion'],
  ...['Os', 'Arch', 'KernelVersion', 'BuildTime', 'Experimental'],
]);

/** @returns undefined where the body is no JSON object */
export function readEngine(body: string, headers: ReadonlyMap<string, string>): EngineAnswer | undefined {
  if (body.length > MAX_BODY_UNITS) return undefined;
  const json = parseObject(body);
  if (json === undefined) return undefined;
  return { json, engine: isEngine(json, headers) ? engineFacts(json) : undefined };
}

function parseObject(text: string): Record<string, unknown> | undefined {
  if (!/^\s*\{/.test(text)) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Only a key of the object itself, in exactly this case. */
function get(object: Record<string, unknown>, key: string): unknown {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}

/** The text of a member, or an empty text where it is none. */
export function textAt(json: Record<string, unknown> | undefined, key: string): string {
  const value = json === undefined ? undefined : get(json, key);
  return typeof value === 'string' ? value : '';
}

/**
 * By its own JSON, never by one header. Docker 1.0 and later: `Version` and `ApiVersion`. Older: `Version` with what they
 * alone sent beside it. Other software spells its keys otherwise (`gitVersion`, `etcdserver`, `version`).
 */
function isEngine(json: Record<string, unknown>, headers: ReadonlyMap<string, string>): boolean {
  const version = textAt(json, 'Version');
  if (version === '') return false;
  if (['ApiVersion', 'APIVersion'].some((key) => /^\d+\.\d+$/.test(textAt(json, key)))) return true;
  return headers.get('job-name') === 'version' || isFirstRelease(json, version, headers);
}

/** Before 0.9: three keys and no other, or `Version` alone, and never a `Server` header of the engine's own. */
function isFirstRelease(json: Record<string, unknown>, version: string, headers: ReadonlyMap<string, string>): boolean {
  const only = Object.keys(json).every((key) => FIRST_KEYS.includes(key));
  const all = FIRST_KEYS.every((key) => textAt(json, key) !== '');
  return only && /^0\.\d{1,2}\.\d/.test(version) && (all || !headers.has('server'));
}

function engineFacts(json: Record<string, unknown>): EngineFacts {
  const components = readComponents(get(json, 'Components'));
  const engine = components.find(({ name }) => name === 'Engine' || name === 'Podman Engine');
  // Since API 1.35 the component's details are preferred, and the keys beside them may be missing.
  const detail = (key: string): string => engine?.details[key] || factText(get(json, key));
  const platform = get(json, 'Platform');
  return {
    product: productOf(json, components),
    version: factText(get(json, 'Version')),
    apiVersion: factText(get(json, 'ApiVersion')) || factText(get(json, 'APIVersion')),
    minApiVersion: factText(get(json, 'MinAPIVersion')),
    os: factText(get(json, 'Os')) || detail('Os'),
    arch: factText(get(json, 'Arch')) || detail('Arch'),
    platform: isObject(platform) ? factText(get(platform, 'Name')) : '',
    gitCommit: detail('GitCommit'),
    goVersion: detail('GoVersion'),
    kernelVersion: detail('KernelVersion'),
    buildTime: detail('BuildTime'),
    rootless: components.some(({ name }) => name === 'rootlesskit'),
    components,
    other: cleanRecord(
      Object.entries(json)
        .filter(([key]) => !KNOWN.has(key))
        .slice(0, MAX_OTHER_KEYS),
    ),
  };
}

function readComponents(value: unknown): EngineFacts['components'] {
  if (!Array.isArray(value)) return [];
  return value
    .slice(0, MAX_COMPONENTS)
    .filter(isObject)
    .map((component) => {
      const details = get(component, 'Details');
      return {
        name: factText(get(component, 'Name')),
        version: factText(get(component, 'Version')),
        details: isObject(details) ? cleanRecord(Object.entries(details).slice(0, MAX_DETAILS)) : {},
      };
    });
}

function cleanRecord(entries: readonly [string, unknown][]): Record<string, string> {
  // fromEntries defines own keys, so that a key named `__proto__` stays a key.
  return Object.fromEntries(entries.map(([key, value]) => [factText(key), factText(value)]));
}

function productOf(json: Record<string, unknown>, components: EngineFacts['components']): Product {
  if (components.some(({ name }) => name === 'Podman Engine')) return 'podman';
  // With the second spelling, one release was shipped.
  if (['balena-engine', 'balaena-engine'].includes(textAt(json, 'Engine'))) return 'balena';
  return textAt(json, 'Version').startsWith('swarm/') ? 'swarm-classic' : 'docker';
}
