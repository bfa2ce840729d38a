/**
 * An estate on loopback that is audited on three days by the whole program, so that its last run has a finding of every
 * kind: what is new, persists, fell silent, was accepted, is declared, is no longer as declared, was closed, is overdue.
 */

import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createCertificate } from '../../src/lab/certificates.ts';
import { answer, type Behaviour, listen, response } from '../../src/lab/serve.ts';
import { overTls } from '../../src/lab/tls-server.ts';
import { answerAsEngine, dateAt } from './engine-answer.ts';
import { type ProgramRun, runProgram } from './program.ts';
import { temporaryFolder } from './scope.ts';
import { listenSilently } from './silent.ts';

const DAY_MS = 86_400_000;
/** Days on which the estate is audited; the last run is the one that is looked at. */
const DAYS = [0, 15, 30] as const;
/** A critical finding must be closed within so many days. */
const DEADLINE_DAYS = 20;

/** What an endpoint counts as in the last run. */
export type Work = 'open' | 'unverified' | 'accepted' | 'declared' | 'closed' | 'informational';

export interface Member {
  what: string;
  address: string;
  port: number;
  owner: 'team-a' | 'team-b';
  work: Work;
  overdue: boolean;
  /** What is there on each of the days: an Engine, a Registry, mTls, Closed, or _ for silence. */
  there: string;
}

function member(row: number, what: string, there: string, work: Work, more: Partial<Member> = {}): Member {
  const owner = row % 2 === 0 ? 'team-a' : 'team-b';
  // Two ranges, one for each owner.
  const address = `127.96.${owner === 'team-a' ? 1 : 2}.${row + 1}`;
  return { what, address, port: 2375, owner, work, overdue: false, there, ...more };
}

export const MEMBERS: readonly Member[] = [
  member(0, 'new', 'CCE', 'open'),
  member(1, 'persisting', 'CEE', 'open'),
  member(2, 'unverified', 'CE_', 'unverified'),
  member(3, 'accepted', 'EEE', 'accepted'),
  member(4, 'declared decoy', 'EEE', 'declared'),
  member(5, 'declared mTLS', 'TTT', 'declared', { port: 2376 }),
  member(6, 'broken declaration', 'EER', 'open'),
  member(7, 'resolved', 'EEC', 'closed'),
  member(8, 'overdue', 'EEE', 'open', { overdue: true }),
  member(9, 'overdue and unverified', 'EE_', 'unverified', { overdue: true }),
  member(10, 'something else', 'RRR', 'informational'),
  member(11, 'declared decoy that fell silent', 'EE_', 'declared'),
];

const DECLARED: Readonly<Record<string, string>> = {
  'declared decoy': 'decoy',
  'declared mTLS': 'mtls',
  'broken declaration': 'decoy',
  'declared decoy that fell silent': 'decoy',
};

export interface Estate {
  /** Folder of the last run, with every format in it. */
  folder: string;
  out: string;
  last: ProgramRun;
  scopeFile: string;
  /** Milliseconds since 1970 of the last run. */
  now: number;
}

/** Runs three audits of everything, the last with every format. Opens sockets on 127.96.0.0/16 while it works. */
export async function auditEstate(extra: readonly string[] = []): Promise<Estate> {
  const start = Date.parse('2026-03-01T02:00:00Z');
  const root = await temporaryFolder();
  const [scopeFile, out] = [join(root, 'scope.yaml'), join(root, 'reports')];
  await writeFile(scopeFile, scopeText());
  await writeFile(join(root, 'policy.yaml'), `deadlines: { critical: ${DEADLINE_DAYS} }\n`);
  let last: ProgramRun | undefined;
  let now = start;
  for (const [i, day] of DAYS.entries()) {
    now = start + day * DAY_MS;
    const standing = await arrange(i, now);
    const isLast = i === DAYS.length - 1;
    const words = ['audit', scopeFile, '--out', out, '--rate', 'max', '--prefix-rate', 'max', '--timeout', '400'];
    // Sweeping threads have a clock of their own.
    words.push('--engine', 'portable');
    const more = isLast ? ['--format', 'all', '--fail-on', 'high', ...extra] : ['--fail-on', 'none'];
    last = await runProgram([...words, '--retries', '0', '--seed', '1', '--log-format', 'human', ...more], now);
    for (const one of standing) await one.close();
    if (i === 0) await acceptOne(out, now + 3_600_000);
  }
  if (last === undefined) throw new Error('no run');
  return { folder: join(out, 'latest'), out, last, scopeFile, now };
}

async function acceptOne(out: string, now: number): Promise<void> {
  const { stdout } = await runProgram(['findings', '--out', out, '--json'], now);
  const { address } = MEMBERS.find(({ what }) => what === 'accepted') ?? { address: '' };
  const found: unknown = JSON.parse(stdout);
  const list = Array.isArray(found) ? found : Object.values(found as object).find(Array.isArray);
  const id = (list as { finding?: { id: string; address: string }; id?: string; address?: string }[])
    .map((item) => item.finding ?? item)
    .find((item) => item.address === address)?.id;
  if (id === undefined) throw new Error('nothing to accept');
  const words = ['accept', id, '--out', out, '--reason', 'replaced soon', '--owner', 'team-b', '--until', '2026-08-01'];
  const { status, stderr } = await runProgram(words, now);
  if (status !== 0) throw new Error(stderr);
}

function scopeText(): string {
  const known = MEMBERS.flatMap(({ what, address, port }) => {
    const is = DECLARED[what];
    return is === undefined ? [] : [`  - { address: ${address}, port: ${port}, is: ${is}, reason: known to the team }`];
  });
  return `authorization: { by: ciso, reference: T-1, from: 2026-01-01, until: 2036-12-31 }
contact: test@localhost
ranges:
  - { range: 127.96.1.0/28, owner: team-a }
  - { range: 127.96.2.0/28, owner: team-b }
known:
${known.join('\n')}
`;
}

async function arrange(day: number, now: number): Promise<{ close(): Promise<void> }[]> {
  const standing: { close(): Promise<void> }[] = [];
  for (const { address, port, there } of MEMBERS) {
    const letter = there[day];
    if (letter === '_') standing.push(await listenSilently(address, port));
    else if (letter === 'E') standing.push(await listen(address, port, answerAsEngine('20.10.24', now)));
    else if (letter === 'R') standing.push(await listen(address, port, registry(now)));
    else if (letter === 'T') {
      const certificate = await createCertificate('lab', [address], now);
      standing.push(
        await listen(address, port, overTls({ certificate, demand: true }, answerAsEngine('20.10.24', now))),
      );
    }
  }
  return standing;
}

function registry(now: number): Behaviour {
  return answer(() => response('200 OK', ['Docker-Distribution-Api-Version: registry/2.0', dateAt(now)], 'hello'));
}
