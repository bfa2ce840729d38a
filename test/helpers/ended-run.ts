/** Ended runs without a network: a journal as an audit would have written it. */

import type { Attempt, ProbeRecord } from '../../src/domain/attempt.ts';
import type { PartialReason } from '../../src/domain/run.ts';
import type { Scope } from '../../src/domain/scope.ts';
import { createRunFolder } from '../../src/journal/folder.ts';
import { JOURNAL_SCHEMA, openJournal, type StartLine, type WatchedLine } from '../../src/journal/journal.ts';
import { engineBody } from './engine-answer.ts';

export interface WrittenRun {
  /** `20260301T020000Z-000001` */
  id: string;
  scope: Scope;
  /** Engines by address, with their versions; a version of `ssh` is another service, `mtls` a demand for a certificate, `403` a refusal, `untested` silence that was not asked again. */
  answers?: Record<string, string>;
  watched?: Omit<WatchedLine, 'kind' | 'port'>[];
  reasons?: PartialReason[];
  shard?: { index: number; count: number };
  vantage?: string;
  port?: number;
  /** A look at known findings again; of a second look, the id of the first one. */
  verify?: { confirms?: string };
}

function timeOf(id: string): string {
  return id.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z.*$/, '$1-$2-$3T$4:$5:$6.000Z');
}

/** @returns the run's folder */
export async function writeRun(out: string, run: WrittenRun): Promise<string> {
  const {
    id,
    scope,
    answers = {},
    watched = [],
    reasons = [],
    shard = { index: 1, count: 1 },
    vantage = 'default',
  } = run;
  const { port = 2375 } = run;
  const at = timeOf(id);
  const folder = await createRunFolder(out, id);
  const journal = await openJournal(folder);
  const limits = { rate: null, prefixRate: null, concurrency: 1, threads: 1, probes: 1, timeout: 100, retries: 0 };
  const options = {
    engine: 'connect' as const,
    ports: [],
    ...limits,
    seed: 1,
    shard,
    maxDuration: null,
    minCoverage: 0,
  };
  const start: StartLine = {
    kind: 'start',
    schema: JOURNAL_SCHEMA,
    run: id,
    version: 'test',
    at,
    vantage,
    options,
    scope,
    ...(run.verify && { purpose: 'verify' as const, ...run.verify }),
  };
  journal.append(start);
  for (const [position, [address, version]] of Object.entries(answers).entries()) {
    const attempts = [attemptOf(version, at)];
    const untested = version === 'untested' && { untested: true as const };
    const probe: ProbeRecord = { address, port, range: 0, position, at, attempts, ...untested };
    journal.append({ kind: 'probe', probe });
  }
  for (const line of watched) journal.append({ kind: 'watched', port, ...line });
  const counted = reasons.length === 0 ? scope.endpoints : 0;
  journal.append({
    kind: 'checkpoint',
    at,
    position: counted,
    counts: counted === 0 ? [] : [[0, 'closed', counted]],
    notTested: {},
  });
  journal.append({ kind: 'end', at, reasons });
  await journal.close();
  return folder;
}

function attemptOf(version: string, at: string): Attempt {
  const common = { purpose: 'first' as const, at, elapsed: 1 };
  if (version === 'mtls') {
    const tls = { established: true, protocol: 'TLSv1.3', cipher: 'TLS_AES_128_GCM_SHA256', alert: 116, keyed: true };
    return { ...common, transport: 'tls', end: 'tls-refused', tls };
  }
  if (version === 'untested') return { ...common, transport: 'plain', end: 'silent' };
  if (version === 'ssh') {
    const raw = { encoding: 'utf8' as const, data: 'SSH-2.0-OpenSSH_9.2\r\n', total: 21 };
    return { ...common, transport: 'plain', end: 'unparsable', raw };
  }
  if (version === '403') {
    const http = { version: '1.1', status: 403, reason: 'Forbidden', headers: [], bareLf: false };
    return {
      ...common,
      transport: 'plain',
      end: 'answered',
      http: { ...http, body: { encoding: 'utf8', data: 'no', total: 2 } },
    };
  }
  const body = engineBody(version);
  const headers: [string, string][] = [
    ['Api-Version', '1.41'],
    ['Content-Type', 'application/json'],
    ['Docker-Experimental', 'false'],
    ['Ostype', 'linux'],
    ['Server', `Docker/${version} (linux)`],
    ['Date', new Date(at).toUTCString()],
    ['Content-Length', String(body.length)],
  ];
  const http = {
    version: '1.1',
    status: 200,
    reason: 'OK',
    headers,
    bareLf: false,
    body: { encoding: 'utf8' as const, data: body, total: body.length },
  };
  return { ...common, transport: 'plain', end: 'answered', http };
}
