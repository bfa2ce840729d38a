/** The names of the engines, and how many connections each can have in flight on this machine. Loads no engine. */

import { reasonOf } from '../domain/errors.ts';
import { SWEEP_ENGINES, type SweepEngine } from '../domain/run.ts';
import { openLibc } from '../sweep/libc.ts';
import { type Capacity, type Descriptors, deriveCapacity, MAX_PORTABLE_CONNECTIONS } from './machine.ts';

/** The engines that a person can ask for; `auto` is the best one that needs no privileges. */
export const ENGINES = ['auto', ...SWEEP_ENGINES] as const;
export type EngineName = (typeof ENGINES)[number];

/** Where each engine waits for its connections: the event loop watches fewer than a thread does. */
const WAITS_IN: Readonly<Record<SweepEngine, 'thread' | 'event-loop'>> = {
  connect: 'thread',
  syn: 'thread',
  portable: 'event-loop',
};

/** Why the native engines cannot run here; undefined if they can. */
export function whyNotNative(): string | undefined {
  try {
    openLibc();
    return undefined;
  } catch (error) {
    return reasonOf(error);
  }
}

/** Connections that an engine can have in flight, as far as this machine allows. */
export function capacityOf(engine: SweepEngine, descriptors: Descriptors): Capacity {
  const inEventLoop = WAITS_IN[engine] === 'event-loop' || whyNotNative() !== undefined;
  return inEventLoop ? deriveCapacity(descriptors, MAX_PORTABLE_CONNECTIONS) : deriveCapacity(descriptors);
}
