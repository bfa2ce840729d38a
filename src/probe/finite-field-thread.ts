/**
 * Entry point of the thread that makes attempts with finite-field Diffie-Hellman: the same code as in the main thread, where a
 * handshake that takes a fifth of a second would hold everything up. It dials what it is handed, address and port, and nothing else.
 */

import { setMaxListeners } from 'node:events';
import { performance } from 'node:perf_hooks';
import { parentPort } from 'node:worker_threads';
import { reasonOf } from '../domain/errors.ts';
import type { Timer } from '../domain/time.ts';
import { attempt } from './attempt.ts';
import type { FiniteFieldAnswer, FiniteFieldQuestion } from './finite-field-worker.ts';
import { Turns } from './turns.ts';

const clock: Timer = { now: () => Date.now(), ticks: () => performance.now() };
/** Whoever wants this thread to stop ends it. */
const { signal } = new AbortController();
setMaxListeners(0, signal);
const turns = new Turns(clock);

parentPort?.on('message', (question: FiniteFieldQuestion) => void answer(question));

async function answer({ number, request }: FiniteFieldQuestion): Promise<void> {
  const send = (message: FiniteFieldAnswer): void => parentPort?.postMessage(message);
  const permit = (address: string, port: number): boolean => address === request.address && port === request.port;
  try {
    send({ number, made: await attempt(request, { permit, clock, signal, turns }) });
  } catch (error) {
    send({ number, failure: reasonOf(error) });
  }
}
