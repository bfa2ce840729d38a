/** Reads what an engine says of itself. Key case is compared exactly: look-alikes differ in nothing else. */

import type { EngineFacts, Product } from '../model.ts';
import type { Answer } from './answer.ts';
import { clean } from './clean.ts';
import { engineHeaders, isLibpod } from './headers.ts';
import { describeValue, type Fields, fieldsOf, textOf } from './json.ts';

/** How many components, details of each, and unknown keys are kept. */
const COMPONENTS = 16;
const DETAILS = 32;
const OTHER = 32;

const KNOWN = new Set([
  ...['Platform', 'Components', 'Version', 'ApiVersion', 'APIVersion', 'MinAPIVersion', 'GitCommit', 'GoVersion'],
  ...['Os', 'Arch', 'KernelVersion', 'Experimental', 'BuildTime'],
]);

/** With the second spelling, one release was shipped. */
const BALENA = ['balena-engine', 'balaena-engine'];

type Component = EngineFacts['components'][number];

/** @returns undefined where the JSON is not an engine's answer to `GET /version` */
export function readEngine(document: Fields, answer: Answer | undefined): EngineFacts | undefined {
  const components = readComponents(document.get('Components'));
  const main = components.find(({ name }) => name === 'Engine' || name === 'Podman Engine');
  if (!isEngine(document, main, answer)) return undefined;
  const details = main?.details ?? {};
  const version = textOf(document, 'Version') || (main?.version ?? '');
  /** Deprecated at the top since API 1.35: the component comes first. */
  const moved = (key: string): string => details[key] || textOf(document, key);
  /** Podman's component gives versions of its own API there: the top comes first. */
  const stayed = (key: string): string => textOf(document, key) || details[key] || '';
  return {
    product: productOf(document, version, main, answer),
    version,
    apiVersion: stayed('ApiVersion') || textOf(document, 'APIVersion'),
    minApiVersion: stayed('MinAPIVersion'),
    os: stayed('Os'),
    arch: stayed('Arch'),
    platform: textOf(fieldsOf(document.get('Platform')), 'Name'),
    gitCommit: moved('GitCommit'),
    goVersion: moved('GoVersion'),
    kernelVersion: moved('KernelVersion'),
    buildTime: moved('BuildTime'),
    rootless: components.some(({ name }) => name === 'rootlesskit'),
    components,
    other: readOther(document),
  };
}

/** One key is never enough, except in the shapes that only the first releases had. */
function isEngine(document: Fields, main: Component | undefined, answer: Answer | undefined): boolean {
  const has = (key: string): boolean => typeof document.get(key) === 'string';
  if (!has('Version')) return main !== undefined && main.version !== '';
  const version = textOf(document, 'Version');
  if (main !== undefined || version.startsWith('swarm/') || BALENA.includes(textOf(document, 'Engine'))) return true;
  if (engineHeaders(answer).length > 0) return true;
  if (has('ApiVersion')) {
    return /^1\.\d{1,3}$/.test(textOf(document, 'ApiVersion')) || ['GitCommit', 'GoVersion', 'Os', 'Arch'].some(has);
  }
  if (has('GitCommit') && has('GoVersion')) return true;
  return isFirstRelease(document, version, answer);
}

/** Docker 0.x before 0.9 may say only `Version`, and wrote no `Server` header. */
function isFirstRelease(document: Fields, version: string, answer: Answer | undefined): boolean {
  const others = [...document.keys()].filter((key) => key !== 'Version');
  const bare = others.every((key) => key === 'GitCommit' || key === 'GoVersion');
  const served = answer?.headers.some(([name]) => name.toLowerCase() === 'server') ?? false;
  return bare && !served && /^0\.[2-8]\.\d{1,2}(?:-dev)?$/.test(version);
}

function productOf(
  document: Fields,
  version: string,
  main: Component | undefined,
  answer: Answer | undefined,
): Product {
  if (main?.name === 'Podman Engine') return 'podman';
  if (version.startsWith('swarm/')) return 'swarm-classic';
  if (BALENA.includes(textOf(document, 'Engine'))) return 'balena';
  return main === undefined && isLibpod(answer) ? 'podman' : 'docker';
}

function readComponents(value: unknown): Component[] {
  if (!Array.isArray(value)) return [];
  const components: Component[] = [];
  for (const item of value.slice(0, COMPONENTS)) {
    const fields = fieldsOf(item);
    if (fields === undefined) continue;
    const details = [...(fieldsOf(fields.get('Details')) ?? [])].slice(0, DETAILS);
    components.push({
      name: textOf(fields, 'Name'),
      version: textOf(fields, 'Version'),
      // `fromEntries` makes own properties, also of a key such as `__proto__`.
      details: Object.fromEntries(details.map(([key, detail]) => [clean(key, 64), describeValue(detail)])),
    });
  }
  return components;
}

function readOther(document: Fields): Record<string, string> {
  const unknown = [...document].filter(([key]) => !KNOWN.has(key)).slice(0, OTHER);
  return Object.fromEntries(unknown.map(([key, value]) => [clean(key, 64), describeValue(value)]));
}
