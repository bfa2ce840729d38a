/** The process as a command sees it, with its output kept for the test. */

import { hostname } from 'node:os';
import { Writable } from 'node:stream';
import type { Context } from '../../src/supervise/context.ts';
import { clock } from './scope.ts';

export interface KeptContext extends Context {
  /** What was written so far. */
  readonly out: () => string;
  readonly err: () => string;
}

export function createContext(change: Partial<Context> = {}): KeptContext {
  const texts = { out: '', err: '' };
  const keep = (name: 'out' | 'err'): Writable =>
    new Writable({
      write(chunk, _encoding, done) {
        texts[name] += String(chunk);
        done();
      },
    });
  return {
    stdout: keep('out'),
    stderr: keep('err'),
    color: false,
    clock,
    signal: new AbortController().signal,
    version: 'test',
    nodeVersion: process.versions.node,
    descriptors: { limit: 1_024, open: 24 },
    actor: { user: 'tester', host: hostname(), pid: process.pid, isAlive: () => true },
    program: ['node', 'cli.js'],
    environment: () => undefined,
    ...change,
    out: () => texts.out,
    err: () => texts.err,
  };
}
