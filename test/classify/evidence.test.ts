import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { describe as describeReading } from '../../src/classify/evidence.ts';
import { read } from '../../src/classify/reading.ts';
import type { ProbeRecord } from '../../src/domain/attempt.ts';
import { alert, attempt, certificate, rawBytes, record, respond } from '../fixtures/answers/build.ts';
import { CASES, caseNamed } from '../fixtures/answers/table.ts';

const line = (name: string) => describeReading(read(caseNamed(name).record));

describe('describe', () => {
  it.each([
    [
      'A18 Debian 20.10',
      'GET /version -> 200, Docker 20.10.24+dfsg1 (API 1.41, linux/amd64), Server: Docker/20.10.24+dfsg1 (linux)',
    ],
    [
      'A17 rootless',
      'GET /version -> 200, Docker 24.0.7 (API 1.43, linux/amd64, rootless), Server: Docker/24.0.7 (linux)',
    ],
    ['A1 0.5', 'GET /version -> 200, Docker 0.5.0 (system unknown)'],
    [
      'F1 SSH',
      'GET /version -> no readable HTTP, bytes: "SSH-2.0-OpenSSH_9.2p1 Debian-2 Invalid SSH identification string."',
    ],
    ['D15 alert 70: old protocol', 'GET /version over TLS -> TLS alert 70'],
    ['local trouble to the end', 'was not probed: local: EMFILE too many open files'],
    ['G7 hangs', 'GET /version -> no answer within the limit'],
  ])('%s', (name, expected) => {
    expect(line(name)).toBe(expected);
  });

  it('records where a redirect leads and what a guard asks for', () => {
    expect(line('E7 redirect')).toContain('Location: https://elsewhere.example.org/version');
    expect(line('E1 basic auth in plain text')).toContain('WWW-Authenticate: Basic realm="x"');
  });

  it('says what came of finite-field Diffie-Hellman, or that it was not tried', () => {
    const refused = alert(40, { established: false, keyed: false });
    const lineOf = (last: Partial<ProbeRecord>, ...attempts: ProbeRecord['attempts']) =>
      describeReading(read({ ...record([refused, ...attempts]), ...last }));
    expect(lineOf({ withheld: true })).toBe(
      'GET /version over TLS -> TLS alert 40; TLS with finite-field Diffie-Hellman was not tried: the budget for it was spent, or its thread ended',
    );
    const finiteField = { ...refused, purpose: 'finite-field' as const };
    expect(lineOf({}, finiteField)).toBe(
      'GET /version over TLS -> TLS alert 40; with finite-field Diffie-Hellman: TLS alert 40',
    );
    const tls = { established: false, keyed: false, protocol: '', cipher: '' };
    const large = { ...finiteField, tls, error: { code: '', message: 'a Diffie-Hellman group of 10000 bits' } };
    expect(lineOf({}, large)).toContain(
      'with finite-field Diffie-Hellman: it failed: a Diffie-Hellman group of 10000 bits',
    );
    const message =
      'C0C6:error:0280007A:Diffie-Hellman routines:DH_check_pub_key_ex:check pubkey invalid:../dh_check.c:242:';
    expect(lineOf({}, { ...large, error: { code: '', message } })).toMatch(/Hellman: it failed: check pubkey invalid$/);
    expect(lineOf({}, { ...finiteField, end: 'silent', tls })).toContain(
      'with finite-field Diffie-Hellman: no answer within',
    );
  });

  it('says where the budget was spent before an endpoint was asked with all tries', () => {
    const silent = { ...caseNamed('G7 hangs').record, untested: true as const };
    expect(describeReading(read(silent))).toMatch(/^GET \/version -> no answer within the limit; .* and so not tested/);
    const plain = record([attempt('plain-here', { transport: 'tls' })]);
    expect(describeReading(read({ ...plain, untested: true }))).toMatch(/does not speak TLS; .* and so not tested/);
  });

  it('says that a server speaks HTTP/2', () => {
    const settings = rawBytes(Buffer.from('000006040000000000000400010000', 'hex'), { transport: 'tls' });
    expect(describeReading(read(record([settings])))).toBe(
      'GET /version over TLS -> no readable HTTP, but the first frame of HTTP/2',
    );
  });

  it('says how large an answer was that was too large', () => {
    expect(line('an answer of ten megabytes')).toContain('10485760');
  });

  it('says how the plain request ended on a port that does not speak TLS', () => {
    const attempts = [attempt('closed'), attempt('plain-here', { transport: 'tls' })];
    expect(describeReading(read(record(attempts)))).toBe(
      'GET /version -> the connection was closed without an answer; the port does not speak TLS',
    );
  });

  it('names the certificate where there is one', () => {
    const refusal = alert(116, { certificate: certificate({ subject: 'CN=a\u202eb' }) });
    expect(describeReading(read(record([refusal])))).toMatch(/certificate: CN=a\ufffdb$/);
  });

  it('is one bounded line of readable text for every answer', () => {
    for (const one of CASES) {
      const text = describeReading(read(one.record));
      expect(text.length, one.name).toBeGreaterThan(0);
      expect(text.length, one.name).toBeLessThanOrEqual(400);
      expect(text, one.name).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
    }
  });

  it('stays so whatever comes in', () => {
    const hostile = fc.string({ unit: 'binary', maxLength: 3_000 });
    fc.assert(
      fc.property(hostile, hostile, hostile, (a, b, c) => {
        for (const attempt of [
          respond(
            200,
            [
              ['Server', a],
              ['Location', b],
            ],
            c,
          ),
          rawBytes(c),
          respond(401, [[a, b]], c),
        ]) {
          const text = describeReading(read(record([attempt])));
          expect(text.length).toBeLessThanOrEqual(400);
          expect(text).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
        }
      }),
    );
  });
});
