/** Functions that the rules for open engines share. */

import type { HttpFacts } from '../domain/attempt.ts';
import type { Product } from '../domain/engine.ts';
import { isDockers } from './makers.ts';
import type { Reading } from './reading.ts';
import type { Match } from './rule.ts';

/** An engine's own answer to `/version`, given to a client without credentials. */
export function isOpenEngine({ engine, http }: Reading): boolean {
  return engine !== undefined && (http === undefined || isSuccess(http));
}

/** Any 2xx: a client takes the data with each of them. */
export function isSuccess({ status }: Pick<HttpFacts, 'status'>): boolean {
  return status >= 200 && status < 300;
}

/** Makers that have texts of their own. */
const VARIANTS: ReadonlySet<Product> = new Set(['podman', 'balena', 'swarm-classic']);

/** The product, and the variant of the texts. */
export function describeEngine({ engine }: Reading): Match {
  if (engine === undefined) return {};
  const { product, rootless, platform, kernelVersion, os } = engine;
  if (!isDockers(product)) return { product, variant: VARIANTS.has(product) ? product : 'compatible' };
  if (rootless) return { product, variant: 'rootless', severity: 'high' };
  if (/Docker Desktop/.test(platform) || /-linuxkit$|microsoft-standard-WSL2/.test(kernelVersion))
    return { product, variant: 'desktop' };
  return os === 'windows' ? { product, variant: 'windows' } : { product };
}
