import { describe, expect, it } from 'vitest';
import { describeStrangeness, readDemand } from '../../src/classify/certificate.ts';
import { read } from '../../src/classify/reading.ts';
import type { Attempt } from '../../src/domain/attempt.ts';
import { alert, attempt, certificate, goSaysTls, record } from '../fixtures/answers/build.ts';
import { caseNamed } from '../fixtures/answers/table.ts';

const demand = (attempts: Attempt[], port = 2375, address = '127.0.0.9') =>
  readDemand(read(record(attempts, { port, address })));

describe('readDemand', () => {
  it.each([
    [42, { established: true }, true],
    [42, { established: false, keyed: true }, true],
    [42, { established: false }, false],
    [116, { established: false }, false],
    [116, { established: true }, true],
    [40, { established: false, keyed: true }, true],
    [40, { established: false, keyed: false }, false],
    [48, { established: false, keyed: true }, true],
    [80, { established: false, keyed: true }, false],
    [80, { established: false, requested: true }, true],
    [70, { established: false }, false],
    [112, { established: false }, false],
  ])('alert %i with %j', (number, facts, demanded) => {
    expect(demand([alert(number, facts)]) !== undefined).toBe(demanded);
  });

  it('takes the demand of a later handshake', () => {
    const refused = alert(70);
    expect(demand([refused, alert(40, { established: true })])).toBeDefined();
    expect(demand([refused, alert(40, { established: false, keyed: false })])).toBeUndefined();
  });

  it('takes the demand of whichever handshake came far enough for one', () => {
    const refused = alert(40, { established: false, keyed: false });
    const finiteField = { ...alert(116, { established: true }), purpose: 'finite-field' as const };
    expect(demand([refused, finiteField])?.notes.join()).toContain('TLS alert 116 after the handshake');
    expect(demand([refused, { ...finiteField, ...refused }])).toBeUndefined();
  });

  it('counts the hints that point at an engine', () => {
    const refusal = alert(116, { established: true, certificate: certificate() });
    expect(demand([refusal])?.hints).toBe(1);
    expect(demand([refusal], 2376)?.hints).toBe(2);
    expect(demand([refusal, goSaysTls()])?.hints).toBe(2);
    expect(demand([refusal, goSaysTls()], 2376)?.hints).toBe(3);
  });

  it('reads the certificate for a name of docker or of the host itself', () => {
    const named = (facts: Parameters<typeof certificate>[0]) =>
      demand([alert(116, { established: true, certificate: certificate(facts) }), goSaysTls()])?.hints;
    expect(named({ subject: 'CN=docker-host-7' })).toBe(3);
    expect(named({ names: ['IP:127.0.0.9'] })).toBe(3);
    expect(named({ names: ['IP:127.0.0.90'] })).toBe(2);
  });

  it('takes a hang-up for a likely demand where a certificate was asked for, and for none elsewhere', () => {
    const after = attempt('reset', { transport: 'tls', tls: { established: true, requested: true } });
    expect(demand([after])?.likely).toBe(true);
    expect(demand([after, goSaysTls()], 2376)?.hints).toBe(0);
    expect(demand([attempt('reset', { transport: 'tls', tls: { established: true } })])).toBeUndefined();
    expect(demand([attempt('reset', { transport: 'tls', tls: { established: false } })])).toBeUndefined();
    expect(demand([attempt('silent', { transport: 'tls', tls: { established: true } })])).toBeUndefined();
    expect(demand([attempt('closed')])).toBeUndefined();
  });

  it('sees no demand where an answer came through TLS', () => {
    expect(readDemand(read(caseNamed('D6 open TLS').record))).toBeUndefined();
    expect(readDemand(read(caseNamed('D18 web server behind TLS').record))).toBeUndefined();
    expect(readDemand(read(caseNamed('D10 nginx demands in words').record))?.hints).toBe(0);
  });
});

describe('describeStrangeness', () => {
  const strange = (names: string[], selfSigned = true, address = '127.0.0.9') =>
    describeStrangeness(
      read(record([alert(116, { established: true, certificate: certificate({ names, selfSigned }) })], { address })),
    );

  it('is a self-signed certificate for other addresses alone', () => {
    expect(strange(['IP:10.0.0.5'])).toMatch(/names other addresses than this one/);
    expect(strange(['IP:10.0.0.5', 'IP:FD00:0:0:0:0:0:0:2'], true, 'fd00::1')).toBeDefined();
  });

  it.each([
    ['its own among them', ['IP:10.0.0.5', 'IP:127.0.0.9'], true, '127.0.0.9'],
    ['its own, written in full', ['IP:FD00:0:0:0:0:0:0:1'], true, 'fd00::1'],
    ['a name, which may be its own', ['IP:10.0.0.5', 'DNS:docker'], true, '127.0.0.9'],
    ['something that is no address', ['IP:<invalid>'], true, '127.0.0.9'],
    ['no names', [], true, '127.0.0.9'],
    ['issued by somebody', ['IP:10.0.0.5'], false, '127.0.0.9'],
  ])('is not: %s', (_case, names, selfSigned, address) => {
    expect(strange(names, selfSigned, address)).toBeUndefined();
  });
});
