/** The evidence of a judgement: the answer in one line of bounded text. */

import type { Attempt } from '../domain/attempt.ts';
import type { EngineFacts } from '../domain/engine.ts';
import { terminalText } from '../text/escape.ts';
import { speaksHttp2 } from './control-planes.ts';
import { factText } from './fact-text.ts';
import type { Reading } from './reading.ts';

const NAMES: Readonly<Record<string, string>> = {
  docker: 'Docker',
  podman: 'Podman',
  balena: 'balenaEngine',
  'swarm-classic': 'classic Swarm',
  '': 'an engine',
  moby: "Microsoft's moby",
  ucp: 'Universal Control Plane',
  pouch: 'PouchContainer',
  finch: 'Finch',
  vic: 'vSphere Integrated Containers',
  triton: 'Triton',
};
const MAX_EVIDENCE_CHARACTERS = 400;
/** Of a header's value or of a body, in characters. */
const MAX_QUOTE_CHARACTERS = 80;

const NOT_TESTED =
  '; not asked with all tries, or not read to its end, and so not tested: the budget for that was spent';

export function describe(reading: Reading): string {
  const { record, attempt } = reading;
  if (record.fault !== undefined && reading.http === undefined) return bound(`was not probed: ${record.fault}`);
  if (attempt === undefined) return 'was not probed';
  const left = record.untested === true ? NOT_TESTED : '';
  if (attempt.end === 'plain-here')
    return bound(`GET /version -> ${plainEnd(reading)}the port does not speak TLS${left}`);
  return bound(
    `GET /version${attempt.transport === 'tls' ? ' over TLS' : ''} -> ${answer(reading)}${finiteField(reading)}${left}`,
  );
}

function answer(reading: Reading): string {
  const { http, engine, attempt, headers, tls } = reading;
  if (http !== undefined) {
    const parts = [`${http.status}${http.reason === '' ? '' : ` ${http.reason}`}`];
    if (engine !== undefined) parts.push(engineText(engine));
    for (const name of ['Server', 'Location', 'WWW-Authenticate', 'Content-Encoding']) {
      const value = headers.get(name.toLowerCase());
      if (value !== undefined) parts.push(`${name}: ${terminalText(value, MAX_QUOTE_CHARACTERS)}`);
    }
    if (engine === undefined && reading.body !== '') parts.push(`body: ${quote(reading.body)}`);
    if (attempt?.error !== undefined) parts.push(attempt.error.message);
    else if (attempt?.end !== 'answered') parts.push(attempt?.end ?? '');
    return parts.join(', ');
  }
  if (attempt?.end === 'tls-refused' && tls?.alert !== undefined)
    return `TLS alert ${tls.alert}${certificate(reading)}`;
  if (attempt?.end === 'tls-refused') return `the TLS handshake failed${reasonOf(attempt)}${certificate(reading)}`;
  const said = speaksHttp2(reading) ? ', but the first frame of HTTP/2' : rawText(attempt);
  return `${ENDS[attempt?.end ?? ''] ?? attempt?.end ?? ''}${engine === undefined ? '' : `, ${engineText(engine)}`}${said}${certificate(reading)}`;
}

function rawText({ raw }: Pick<Attempt, 'raw'> = {}): string {
  if (raw === undefined) return '';
  return `, bytes: ${raw.encoding === 'utf8' ? quote(raw.data) : `${raw.total} binary`}`;
}

/** What became of the handshake with finite-field Diffie-Hellman, where it led to no session. */
function finiteField({ record: { attempts, withheld } }: Reading): string {
  if (withheld === true)
    return '; TLS with finite-field Diffie-Hellman was not tried: the budget for it was spent, or its thread ended';
  const made = attempts.find(({ purpose, tls }) => purpose === 'finite-field' && tls?.established !== true);
  if (made === undefined) return '';
  const alert = made.tls?.alert;
  const end = alert === undefined ? (ENDS[made.end] ?? `it failed${reasonOf(made)}`) : `TLS alert ${alert}`;
  return `; with finite-field Diffie-Hellman: ${end}`;
}

/** The end of the plain-text request. */
function plainEnd({ record }: Reading): string {
  const end = record.attempts.find(({ transport }) => transport === 'plain')?.end;
  return end === undefined ? '' : `${ENDS[end] ?? end}; `;
}

const ENDS: Readonly<Record<string, string>> = {
  closed: 'the connection was closed without an answer',
  reset: 'the connection was reset without an answer',
  silent: 'no answer within the limit',
  unending: 'bytes without end',
  unparsable: 'no readable HTTP',
  'not-connected': 'the port no longer accepted a connection',
  'tls-here': 'the port speaks TLS, and no TLS session could be had',
  cut: 'the answer ended early',
};

function engineText({ product, version, apiVersion, os, arch, rootless }: EngineFacts): string {
  const api = apiVersion === '' ? '' : `API ${apiVersion}, `;
  return `${NAMES[product] ?? product} ${version} (${api}${os === '' ? 'system unknown' : `${os}/${arch}`}${rootless ? ', rootless' : ''})`;
}

/** OpenSSL's own reason, which stands fifth in its line. */
function reasonOf({ error }: Pick<Attempt, 'error'>): string {
  const reason = /:error:[^:]*:[^:]*:[^:]*:([^:]+)/.exec(error?.message ?? '')?.[1] ?? error?.message ?? '';
  return reason === '' ? '' : `: ${terminalText(reason, MAX_QUOTE_CHARACTERS)}`;
}

function certificate({ record }: Reading): string {
  const found = record.attempts.find(({ tls }) => tls?.certificate !== undefined)?.tls?.certificate;
  return found === undefined ? '' : `, certificate: ${factText(found.subject)}`;
}

function quote(text: string): string {
  return JSON.stringify(terminalText(text, MAX_QUOTE_CHARACTERS));
}

function bound(text: string): string {
  return terminalText(text, MAX_EVIDENCE_CHARACTERS);
}
