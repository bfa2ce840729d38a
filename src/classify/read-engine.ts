/** Reads the JSON that an engine answers to `GET /version`. Every text in it is hostile. */

import { ENGINE_KEYS, type EngineFacts } from '../domain/engine.ts';
import { isObject } from '../domain/shape.ts';
import { firstObject, foldKey, type JsonObject } from '../text/json-object.ts';
import { COMPONENT_KEYS, ENGINE_COMPONENTS, FOLDED_KEYS, isEngine } from './engine-keys.ts';
import { FactBudget, keptText } from './fact-budget.ts';
import { foldMembers, textAt } from './json-value.ts';
import { makerOf } from './makers.ts';

export interface EngineAnswer {
  json: JsonObject;
  /** Absent where the JSON is not an engine's. */
  engine: EngineFacts | undefined;
}

const MAX_OTHER_KEYS = 32;
const MAX_COMPONENTS = 16;
const MAX_DETAILS = 12;
/** Unknown keys that change what the known ones mean: read before the rest. */
const TELLING_OTHERS = ['PkgVersion', 'Engine'];

/** @returns undefined where the body begins with no JSON object */
export function readEngine(body: string, headers: ReadonlyMap<string, string>): EngineAnswer | undefined {
  const json = firstObject(body);
  if (json === undefined) return undefined;
  return { json, engine: isEngine(json, headers) ? engineFacts(json, headers) : undefined };
}

type Members = ReadonlyMap<string, unknown>;

interface Component {
  name: unknown;
  version: unknown;
  details: JsonObject;
}

function engineFacts(json: JsonObject, headers: ReadonlyMap<string, string>): EngineFacts {
  const members = foldMembers(json, ENGINE_KEYS);
  const components = readComponents(members);
  const engine = components.find(({ name }) => typeof name === 'string' && ENGINE_COMPONENTS.includes(name));
  const details = foldMembers(engine?.details ?? {}, ENGINE_KEYS);
  const top = (key: string): string => keptText(members.get(foldKey(key)));
  const deep = (key: string): string => keptText(details.get(foldKey(key)));
  const platform = members.get('platform');
  const told = {
    version: top('Version') || keptText(engine?.version),
    apiVersion: top('ApiVersion') || deep('ApiVersion'),
    minApiVersion: top('MinAPIVersion') || deep('MinAPIVersion'),
    os: top('Os') || deep('Os'),
    arch: top('Arch') || deep('Arch'),
    platform: isObject(platform) ? keptText(foldMembers(platform, COMPONENT_KEYS).get('name')) : '',
    // Since API 1.35 the component's details are preferred, and the keys beside them may be missing.
    gitCommit: deep('GitCommit') || top('GitCommit'),
    goVersion: deep('GoVersion') || top('GoVersion'),
    kernelVersion: deep('KernelVersion') || top('KernelVersion'),
    buildTime: deep('BuildTime') || top('BuildTime'),
    rootless: components.some(({ name }) => name === 'rootlesskit'),
  };
  const product = makerOf({
    ...told,
    components: components.map(({ name }) => (typeof name === 'string' ? name : '')),
    server: headers.get('server') ?? '',
    engine: textAt(json, 'Engine'),
  });
  const facts = { product, ...told };
  const budget = new FactBudget(facts);
  return { ...facts, components: keepComponents(components, budget), other: budget.record(otherMembers(json)) };
}

function readComponents(members: Members): Component[] {
  const listed = members.get('components');
  if (!Array.isArray(listed)) return [];
  return listed
    .slice(0, MAX_COMPONENTS)
    .filter(isObject)
    .map((component) => {
      const read = foldMembers(component, COMPONENT_KEYS);
      const details = read.get('details');
      return { name: read.get('name'), version: read.get('version'), details: isObject(details) ? details : {} };
    });
}

/** Names and versions before any detail: advisories are looked up by them. */
function keepComponents(components: readonly Component[], budget: FactBudget): EngineFacts['components'] {
  const kept = components.flatMap(({ name, version, details }) => {
    const texts = { name: keptText(name), version: keptText(version) };
    return budget.take(texts.name, texts.version, 'details') ? [{ ...texts, details }] : [];
  });
  return kept.map(({ details, ...texts }) => ({
    ...texts,
    details: budget.record(Object.entries(details).slice(0, MAX_DETAILS)),
  }));
}

function otherMembers(json: JsonObject): [string, unknown][] {
  const unknown = Object.entries(json).filter(([key]) => !FOLDED_KEYS.has(foldKey(key)));
  const telling = unknown.filter(([key]) => TELLING_OTHERS.includes(key));
  return [...telling, ...unknown.filter(([key]) => !TELLING_OTHERS.includes(key))].slice(0, MAX_OTHER_KEYS);
}
