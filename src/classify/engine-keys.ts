/**
 * Whether JSON is an engine's, by its keys and never by one header. Other software spells its keys otherwise (`gitVersion`,
 * `etcdserver`) or says `version` and no more.
 */

import { ENGINE_KEYS, ENGINE_MEMBERS } from '../domain/engine.ts';
import { isObject } from '../domain/shape.ts';
import { foldKey, type JsonObject } from '../text/json-object.ts';
import { foldMembers, textAt } from './json-value.ts';

const TELLING = [...ENGINE_MEMBERS];
const FIRST_KEYS = ['Version', 'GitCommit', 'GoVersion'];
/** All keys that are read as facts, without their case. */
export const FOLDED_KEYS: ReadonlySet<string> = new Set([...ENGINE_KEYS].map(foldKey));

export const COMPONENT_KEYS: ReadonlySet<string> = new Set(['Name', 'Version', 'Details']);
/** Names of the component that is the engine itself. */
export const ENGINE_COMPONENTS: readonly string[] = ['Engine', 'Podman Engine'];
/** What engines list beside themselves, and nothing else does under this key. */
const PARTS: readonly string[] = ['Podman Engine', 'containerd', 'runc', 'docker-init', 'rootlesskit', 'Conmon'];

/** Keys that make an engine together with one that only engines have. */
const ENOUGH = 3;
/** Keys that make an engine even without one, in its own spelling or with a kernel: Go programs print the others in lower case. */
const MANY = 6;

export function isEngine(json: JsonObject, headers: ReadonlyMap<string, string>): boolean {
  const members = foldMembers(json, ENGINE_KEYS);
  const version = members.get('version');
  if (componentsOf(members).some(isEngineComponent)) return true;
  const count = TELLING.filter((key) => isGiven(key, members.get(foldKey(key)))).length;
  if (typeof version === 'string' && version !== '' && (tellsApi(json) || hasApiNumber(members))) return true;
  if (count >= ENOUGH && hasOwnKey(json, members)) return true;
  const exact = TELLING.filter((key) => Object.hasOwn(json, key) && isGiven(key, json[key])).length;
  if (exact >= MANY || (count >= MANY && members.has('kernelversion'))) return true;
  return textAt(json, 'Version') !== '' && (headers.get('job-name') === 'version' || isFirstRelease(json, headers));
}

/**
 * Whether JSON, or an object right inside it, has a key that only engines have: too little for an engine, and too much for
 * another service.
 */
export function hasEngineKeys(json: JsonObject | undefined): boolean {
  return json !== undefined && [json, ...Object.values(json).filter(isObject)].some(hasEngineKey);
}

function hasEngineKey(json: JsonObject): boolean {
  const members = foldMembers(json, ENGINE_KEYS);
  return hasOwnKey(json, members) || members.has('minapiversion') || textAt(json, 'ApiVersion') !== '';
}

/** Docker 1.0 and later, as they write it; early Swarm has the second spelling. */
function tellsApi(json: JsonObject): boolean {
  return ['ApiVersion', 'APIVersion'].some((key) => /^1\.\d{1,2}$/.test(textAt(json, key)));
}

/** An API version of engines, in any way of writing it: the number has had two digits since the answer names it. */
function hasApiNumber(members: ReadonlyMap<string, unknown>): boolean {
  const value = members.get('apiversion');
  return (typeof value === 'string' || typeof value === 'number') && /^v?1\.[1-6]\d(?:\.0)?$/.test(String(value));
}

function hasOwnKey(json: JsonObject, members: ReadonlyMap<string, unknown>): boolean {
  return (
    hasApiNumber(members) ||
    isGiven('MinAPIVersion', members.get('minapiversion')) ||
    textAt(json, 'KernelVersion') !== '' ||
    componentsOf(members).some(({ name }) => PARTS.includes(name))
  );
}

/** Other software has these keys too, with values of another kind. */
function isGiven(key: string, value: unknown): boolean {
  if (key === 'Components') return Array.isArray(value) && value.some(isObject);
  if (key === 'Platform') return isObject(value);
  return (typeof value === 'string' && value !== '') || typeof value === 'number';
}

interface ListedComponent {
  name: string;
  /** Says more than its name: a version, or details. */
  detailed: boolean;
}

function componentsOf(members: ReadonlyMap<string, unknown>): ListedComponent[] {
  const components = members.get('components');
  if (!Array.isArray(components)) return [];
  return components.filter(isObject).map((component) => {
    const read = foldMembers(component, COMPONENT_KEYS);
    const [name, version] = [read.get('name'), read.get('version')];
    const detailed = (typeof version === 'string' && version !== '') || isObject(read.get('details'));
    return { name: typeof name === 'string' ? name : '', detailed };
  });
}

/** Other software has components too, and may call one of them its engine. */
function isEngineComponent({ name, detailed }: ListedComponent): boolean {
  return ENGINE_COMPONENTS.includes(name) && (detailed || name !== 'Engine');
}

/** Before 0.9: three keys and no other, or `Version` alone, and never a `Server` header of the engine's own. */
function isFirstRelease(json: JsonObject, headers: ReadonlyMap<string, string>): boolean {
  const only = Object.keys(json).every((key) => FIRST_KEYS.includes(key));
  const all = FIRST_KEYS.every((key) => textAt(json, key) !== '');
  return only && /^0\.\d{1,2}\.\d/.test(textAt(json, 'Version')) && (all || !headers.has('server'));
}
