/** Each kind of answer that engines, odd software and evil hosts give, over a real socket, with the verdict that is right. */

import { setMaxListeners } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { isSettled } from '../../src/audit/probing.ts';
import { classify } from '../../src/classify/classify.ts';
import { MAX_FACTS_BYTES } from '../../src/classify/fact-budget.ts';
import type { ProbeRecord } from '../../src/domain/attempt.ts';
import { isProbe } from '../../src/domain/probe-shape.ts';
import { JOURNAL } from '../../src/journal/folder.ts';
import { openJournal } from '../../src/journal/journal.ts';
import { readLines } from '../../src/journal/read-lines.ts';
import { FiniteFieldTries } from '../../src/probe/finite-field-tries.ts';
import { createProber } from '../../src/probe/probe.ts';
import { firstLimits, patientLimits } from '../../src/probe/probe-limits.ts';
import { createPace } from '../../src/sweep/pace.ts';
import { clock, temporaryFolder } from '../helpers/scope.ts';
import { listenOn } from '../helpers/server.ts';
import { HOSTILE_KINDS } from './zoo/hostile.ts';
import { HTTP_KINDS } from './zoo/http.ts';
import { JSON_KINDS } from './zoo/json.ts';
import type { Kind } from './zoo/kind.ts';
import { SERVICE_KINDS } from './zoo/services.ts';
import { TLS_KINDS } from './zoo/tls.ts';

const first = { ...firstLimits(300), handshake: 1_500, firstByte: 800, total: 2_500, linger: 900, grace: 300 };
const patient = { ...patientLimits(300), handshake: 6_000, firstByte: 2_000, total: 8_000, linger: 900, grace: 300 };

/** Bytes of a record in the journal: an engine's JSON is kept whole, of anything else the beginning. */
const [MAX_ENGINE, MAX_OTHER] = [70_000, 12_000];

const servers: { server: Server; sockets: Set<Socket> }[] = [];
afterAll(async () => {
  for (const { server, sockets } of servers) {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  }
});

async function stand(kind: Kind, address: string): Promise<number> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    kind.serve(socket);
  });
  servers.push({ server, sockets });
  return await listenOn(server, address);
}

const { signal } = new AbortController();
// Every connection in flight listens.
setMaxListeners(0, signal);
/** One for all kinds, as in a run; with room for each of them in the one prefix. */
const finiteField = new FiniteFieldTries(signal, { prefix: 100, busy: 60_000, elapsed: 600_000 });
afterAll(() => finiteField.close());

async function probe(kind: Kind, address: string): Promise<ProbeRecord> {
  const port = await stand(kind, address);
  const prober = createProber({
    permit: (asked) => asked === address,
    pace: createPace({ rate: null, prefixRate: null, clock }),
    clock,
    signal,
    timeout: 300,
    userAgent: () => 'seawall/test (test@localhost; run test)',
    isSettled,
    finiteField,
    limits: { first, patient },
  });
  return await prober({ address, port, range: 0, position: 0, state: 'open', at: new Date().toISOString() });
}

describe.concurrent.each([
  ['HTTP', 84, HTTP_KINDS],
  ['TLS', 85, TLS_KINDS],
  ['JSON', 86, JSON_KINDS],
  ['services', 106, SERVICE_KINDS],
  ['hostile', 107, HOSTILE_KINDS],
] as const)('%s', (_, net, kinds) => {
  it.each(kinds.map((kind, i) => [kind.name, kind, `127.0.${net}.${i + 1}`] as const))(
    '%s',
    async (_name, kind, address) => {
      const record = await probe(kind, address);
      const { verdict, product, evidence, engine } = classify(record);
      const { verdict: right, product: rightProduct = product } = kind;
      const said = record.attempts.map(({ transport, purpose, end, error }) => [
        transport,
        purpose,
        end,
        error?.message ?? '',
      ]);
      expect(Buffer.byteLength(JSON.stringify(record))).toBeLessThan(
        verdict === 'engine-open-plaintext' ? MAX_ENGINE : MAX_OTHER,
      );
      expect(Buffer.byteLength(JSON.stringify(engine ?? ''))).toBeLessThanOrEqual(MAX_FACTS_BYTES);
      expect({ verdict, product }, JSON.stringify([evidence, ...said])).toEqual({
        verdict: right,
        product: rightProduct,
      });
    },
  );
});

/** What a reader of the journal finds of these records. */
async function throughJournal(records: readonly ProbeRecord[]): Promise<unknown[]> {
  const folder = await temporaryFolder();
  const journal = await openJournal(folder);
  for (const probe of records) journal.append({ kind: 'probe', probe });
  await journal.close();
  const probes: unknown[] = [];
  for await (const lines of readLines(join(folder, JOURNAL)))
    for (const line of lines) {
      const { probe }: { probe: unknown } = JSON.parse(line);
      expect(isProbe(probe)).toBe(true);
      probes.push(probe);
    }
  return probes;
}

describe('on a busy machine', () => {
  const kinds = [...HTTP_KINDS, ...TLS_KINDS, ...JSON_KINDS, ...SERVICE_KINDS, ...HOSTILE_KINDS];

  it('every kind has the same verdict, and keeps it in a journal', async () => {
    // Servers and probes share this event loop: both are held up for more than half of the time.
    const hog = setInterval(() => {
      const end = performance.now() + 160;
      while (performance.now() < end);
    }, 250);
    try {
      const records = await Promise.all(kinds.map((kind, i) => probe(kind, `127.0.87.${i + 1}`)));
      const said = records.map((record, i) => [kinds[i]?.name, classify(record).verdict]);
      expect(said).toEqual(kinds.map(({ name, verdict }) => [name, verdict]));
      expect(await throughJournal(records)).toEqual(records);
    } finally {
      clearInterval(hog);
    }
  });
});
