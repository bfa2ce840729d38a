import { describe, expect, it } from 'vitest';
import {
  hasEngineHeaders,
  hasEngineMarks,
  lowersHeaders,
  proxyName,
  wantsCertificateInWords,
} from '../../src/classify/proxy-marks.ts';
import { read } from '../../src/classify/reading.ts';
import { record, respond } from '../fixtures/answers/build.ts';
import { caseNamed } from '../fixtures/answers/table.ts';

const reading = (name: string) => read(caseNamed(name).record);
const withHeaders = (...headers: [string, string][]) => read(record([respond(200, headers, '')]));

describe('hasEngineHeaders', () => {
  it('knows the headers of every engine', () => {
    for (const name of ['A4 1.8', 'A6 17.06', 'B1 Podman 3.0', 'E3 HAProxy socket proxy', 'E8 nginx in front']) {
      expect(hasEngineHeaders(reading(name)), name).toBe(true);
    }
  });

  it('is not taken in by other servers', () => {
    for (const name of ['A3 1.7', 'E7 redirect', 'F8 registry', 'F1 SSH'])
      expect(hasEngineHeaders(reading(name)), name).toBe(false);
    expect(hasEngineHeaders(withHeaders(['Server', 'nginx Docker/1.0']))).toBe(false);
  });
});

describe('hasEngineMarks', () => {
  it('goes by headers or keys that only engines have', () => {
    for (const name of ["an engine's API version alone", "an engine's headers around a page", 'A3 1.7'])
      expect(hasEngineMarks(reading(name)), name).toBe(true);
    for (const name of ['F6 etcd', 'F7 Kubernetes', 'F10 other JSON', 'F8 registry'])
      expect(hasEngineMarks(reading(name)), name).toBe(false);
  });
});

describe('lowersHeaders', () => {
  it('needs every name in lower case, and at least one', () => {
    expect(lowersHeaders(reading('E3 HAProxy socket proxy'))).toBe(true);
    expect(lowersHeaders(withHeaders(['date', 'x'], ['Server', 'x']))).toBe(false);
    expect(lowersHeaders(withHeaders())).toBe(false);
    expect(lowersHeaders(reading('F1 SSH'))).toBe(false);
  });
});

describe('Envoy, which writes header names in lower case as well', () => {
  const envoy = withHeaders(['server', 'Docker/28.5.2 (linux)'], ['x-envoy-upstream-service-time', '3']);
  it('is a proxy of its own name, and no HAProxy', () => {
    expect(lowersHeaders(envoy)).toBe(false);
    expect(proxyName(envoy)).toBe('Envoy');
  });
});

describe('proxyName', () => {
  it('is what a proxy called itself', () => {
    expect(proxyName(withHeaders(['Server', 'nginx/1.22.1']))).toBe('nginx/1.22.1');
    expect(proxyName(withHeaders(['Server', 'Docker/1.9.1 (linux)'], ['Via', '1.1 squid']))).toBe('1.1 squid');
    expect(proxyName(withHeaders(['X-Cache', 'MISS']))).toBe('MISS');
  });

  it('is empty for the engines themselves', () => {
    expect(proxyName(withHeaders(['Server', 'Docker/20.10.24+dfsg1 (linux)']))).toBe('');
    expect(proxyName(withHeaders(['Server', 'Libpod/5.4.2 (linux)']))).toBe('');
    expect(proxyName(withHeaders())).toBe('');
  });
});

describe('wantsCertificateInWords', () => {
  it('knows the sentences of nginx, and only with its status', () => {
    expect(wantsCertificateInWords(reading('D10 nginx demands in words'))).toBe(true);
    const page = read(record([respond(200, [], 'how to fix "No required SSL certificate was sent"')]));
    expect(wantsCertificateInWords(page)).toBe(false);
    expect(
      wantsCertificateInWords(read(record([respond(400, [], 'The SSL certificate error', { transport: 'tls' })]))),
    ).toBe(true);
  });
});
