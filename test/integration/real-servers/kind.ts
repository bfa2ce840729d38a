/** A way in which a real server stands on a port: in front of an engine, or of nothing. */

import type { Product } from '../../../src/domain/engine.ts';
import type { Verdict } from '../../../src/domain/verdicts.ts';

export interface RealKind {
  name: string;
  address: string;
  /** 2375, or 2376 where TLS is asked for first. */
  port: number;
  verdict: Verdict;
  product?: Product;
  /** What the evidence gives as the reason. */
  evidence: RegExp;
  /** Protocol and cipher of the session that came about: that it was what the name says. */
  session?: RegExp;
}

export const ENGINE = /Docker 20\.10\.24 \(API 1\.41/;
/** Engines that the servers pass on to. */
export const UPSTREAM = { plain: '127.0.105.1', chunked: '127.0.105.2', silent: '127.0.105.3', none: '127.0.105.9' };
