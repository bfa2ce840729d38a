import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { classify, createClassifier, explanationFor, listExplanations } from '../../src/classify/classify.ts';
import { ATTEMPT_ENDS, type Attempt, type ProbeRecord } from '../../src/domain/attempt.ts';
import { PRODUCTS } from '../../src/domain/engine.ts';
import { QUALIFIERS } from '../../src/domain/finding.ts';
import { SEVERITIES, VERDICTS } from '../../src/domain/verdicts.ts';
import {
  alert,
  attempt,
  certificate,
  goHeaders,
  goSaysTls,
  rawBytes,
  record,
  respond,
} from '../fixtures/answers/build.ts';
import { DEBIAN_20_10, engine, engineHeaders } from '../fixtures/answers/generations.ts';
import { CASES, caseNamed } from '../fixtures/answers/table.ts';
import { isJudgedByItsRule } from '../helpers/probe.ts';

describe('classify', () => {
  it.each(CASES)('$name', (one) => {
    const judgement = classify(one.record);
    expect({
      verdict: judgement.verdict,
      severity: judgement.severity,
      product: judgement.product,
      version: judgement.engine?.version ?? '',
      qualifiers: judgement.qualifiers,
    }).toEqual({
      verdict: one.verdict,
      severity: one.severity,
      product: one.product,
      version: one.version ?? '',
      qualifiers: one.qualifiers ?? [],
    });
    if (one.transport !== undefined) expect(judgement.transport).toBe(one.transport);
    if (one.explanation !== undefined) expect(judgement.explanation).toBe(one.explanation);
    const explanation = explanationFor(judgement.explanation);
    expect(explanation.verdict).toBe(judgement.verdict);
    expect(judgement.notes.length >= judgement.qualifiers.length).toBe(true);
  });

  it('has a fixture for every word but the verdicts that the test of their rule takes from a server', () => {
    const judged = CASES.map(({ record }) => classify(record));
    const unseen = VERDICTS.filter((word) => !judged.some(({ verdict }) => verdict === word));
    expect(unseen.filter((verdict) => !isJudgedByItsRule(verdict))).toEqual([]);
    expect(new Set(judged.map(({ product }) => product))).toEqual(new Set(PRODUCTS));
    expect(new Set(judged.flatMap(({ qualifiers }) => qualifiers))).toEqual(new Set(QUALIFIERS));
    expect(new Set(judged.map(({ severity }) => severity))).toEqual(new Set(SEVERITIES));
  });

  it('gives the same judgement after a trip through JSON', () => {
    for (const one of CASES) {
      const again: ProbeRecord = JSON.parse(JSON.stringify(one.record));
      expect(classify(again), one.name).toEqual(classify(one.record));
    }
  });

  it('keeps an engine that answered, whatever failed afterwards', () => {
    const judgement = classify(record([engine(DEBIAN_20_10), attempt('local-trouble')], { fault: 'local: EMFILE' }));
    expect(judgement.verdict).toBe('engine-open-plaintext');
  });

  it('says that nothing was probed when there is no attempt at all', () => {
    expect(classify(record([]))).toMatchObject({ verdict: 'inconclusive', evidence: 'was not probed' });
  });
});

/** Any text that a host can send, and some that it would send on purpose. */
const hostileText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 400 }),
  fc.constantFrom(
    '=cmd()',
    '\u202e',
    '__proto__',
    'Docker/',
    'SSH-',
    'HTTP/1.1 200 OK\n\n{"Version":"1","ApiVersion":"1.41"}',
  ),
  fc.constantFrom(
    '{"Version":"1","ApiVersion":"1"}',
    '{"message":"authorization denied by plugin x"}',
    '{'.repeat(9_000),
  ),
);
const hostileAttempt: fc.Arbitrary<Attempt> = fc.record(
  {
    purpose: fc.constantFrom('first', 'other-transport', 'permissive', 'finite-field', 'patient', 'confirm'),
    transport: fc.constantFrom('plain', 'tls'),
    at: fc.constant('2026-11-23T10:00:00.000Z'),
    end: fc.constantFrom(...ATTEMPT_ENDS),
    elapsed: fc.nat(),
    tls: fc.record(
      {
        established: fc.boolean(),
        keyed: fc.boolean(),
        protocol: hostileText,
        cipher: hostileText,
        alert: fc.nat(255),
        certificate: fc.record({
          ...{ subject: hostileText, issuer: hostileText, names: fc.array(hostileText), fingerprint: hostileText },
          ...{ validFrom: hostileText, validTo: hostileText, selfSigned: fc.boolean() },
        }),
      },
      { requiredKeys: ['established', 'keyed', 'protocol', 'cipher'] },
    ),
    http: fc.record({
      version: hostileText,
      status: fc.oneof(fc.constantFrom(200, 400, 401, 403, 404, 500), fc.integer()),
      reason: hostileText,
      headers: fc.array(fc.tuple(fc.oneof(hostileText, fc.constantFrom('Server', 'Api-Version', 'via')), hostileText)),
      body: fc.record({ encoding: fc.constantFrom('utf8', 'base64'), data: hostileText, total: fc.nat() }),
      bareLf: fc.boolean(),
    }),
    raw: fc.record({ encoding: fc.constantFrom('utf8', 'base64'), data: hostileText, total: fc.nat() }),
    error: fc.record({ code: hostileText, message: hostileText }),
  },
  { requiredKeys: ['purpose', 'transport', 'at', 'end', 'elapsed'] },
);

describe('createClassifier', () => {
  it('judges a record once, and again when it was tried once more', () => {
    const classifier = createClassifier();
    const tried = record([attempt('silent')]);
    const first = classifier(tried);
    expect(classifier(tried)).toBe(first);
    tried.attempts.push(engine(DEBIAN_20_10));
    expect(classifier(tried).judgement).toEqual(classify(tried));
    expect(classifier(tried).judgement.verdict).toBe('engine-open-plaintext');
    expect(classifier(record([])).judgement).toEqual(classify(record([])));
  });
});

describe('classify, given anything', () => {
  it('never throws, and says only words of the closed lists in bounded, readable lines', () => {
    fc.assert(
      fc.property(
        fc.array(hostileAttempt, { maxLength: 4 }),
        fc.option(hostileText, { nil: undefined }),
        (attempts, fault) => {
          const judgement = classify(record(attempts, fault === undefined ? {} : { fault }));
          expect(VERDICTS).toContain(judgement.verdict);
          expect(SEVERITIES).toContain(judgement.severity);
          expect(PRODUCTS).toContain(judgement.product);
          expect(explanationFor(judgement.explanation).verdict).toBe(judgement.verdict);
          for (const line of [judgement.evidence, ...judgement.notes]) {
            expect(line.length).toBeLessThanOrEqual(1_000);
            expect(line).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
          }
        },
      ),
      { numRuns: 1_000 },
    );
  });

  it.each(['attempts', 'headers', 'body'])('is quick with many %s', (what) => {
    const many = Array.from({ length: 20_000 }, (_, i): [string, string] => [`X-${i}`, 'v']);
    const big = what === 'body' ? ' '.repeat(2_000_000) : '{}';
    const one = respond(200, what === 'headers' ? many : [], big);
    const started = performance.now();
    classify(record(Array.from({ length: what === 'attempts' ? 1_000 : 1 }, () => one)));
    expect(performance.now() - started).toBeLessThan(2_000);
  });
});

describe('cases that went wrong once', () => {
  it.each(['rootless', 'podman', 'swarm-classic'])('an engine behind a proxy has its own text: %s', (variant) => {
    const name =
      { rootless: 'A17 rootless', podman: 'B2 Podman 4.3', 'swarm-classic': 'B5 classic Swarm' }[variant] ?? '';
    const [direct] = caseNamed(name).record.attempts;
    if (direct?.http === undefined) throw new Error('no answer');
    const headers: [string, string][] = [
      ['Server', 'nginx/1.22.1'],
      ...direct.http.headers.filter(([key]) => key !== 'Server'),
    ];
    const judgement = classify(record([{ ...direct, http: { ...direct.http, headers } }]));
    const explanation = explanationFor(judgement.explanation);
    expect(judgement.verdict).toBe('engine-open-proxied');
    expect(explanation.key).toBe(`engine-open-proxied/${variant}`);
    expect(explanation.severity).toBe(judgement.severity);
  });

  it('trouble of our own is no disagreement of the other side', () => {
    const judgement = classify(record([attempt('silent'), attempt('local-trouble')], { fault: 'local: EMFILE' }));
    expect(judgement.qualifiers).toEqual([]);
  });

  it('an offer of another kind that is hung up on is no disagreement', () => {
    const refused = alert(40, { established: false, keyed: false });
    const finiteField = attempt('closed', { transport: 'tls', tls: { established: false }, purpose: 'finite-field' });
    expect(classify(record([refused, finiteField]))).toMatchObject({ verdict: 'inconclusive', qualifiers: [] });
  });

  it('shows control characters of a certificate as U+FFFD', () => {
    const refused = alert(116, { certificate: certificate({ subject: 'CN=a\u0007\u202eb' }) });
    expect(classify(record([refused])).tls?.certificate?.subject).toBe('CN=a\ufffd\ufffdb');
  });

  it('401 without a challenge still asks for credentials', () => {
    expect(classify(record([respond(401, [], '{"kind":"Status"}')])).verdict).toBe('auth-required');
  });

  it.each([
    ['TLS announced, then silence', [goSaysTls(), attempt('silent', { transport: 'tls', tls: { established: true } })]],
    ['no TLS, then silence in plain text', [attempt('plain-here', { transport: 'tls' }), attempt('silent')]],
  ])('an engine may still be behind it: %s', (_name, attempts) => {
    expect(classify(record(attempts, { port: 2376 })).verdict).toBe('inconclusive');
  });

  it.each([
    [500, 'boom\n'],
    [200, 'OK'],
  ])("an engine's headers around an unknown answer are not waved through: %i", (status, body) => {
    const { verdict } = classify(record([respond(status, goHeaders(engineHeaders(DEBIAN_20_10), body), body)]));
    expect(['engine-refused', 'inconclusive']).toContain(verdict);
  });

  it('an endless answer is a tarpit, whatever its status', () => {
    expect(classify(record([respond(403, [], 'a', { end: 'unending' })])).verdict).toBe('tarpit');
  });

  it('a mail server is no FTP server', () => {
    expect(classify(record([rawBytes('220 mail.example.org ESMTP Postfix\r\n')])).product).toBe('');
  });
});

describe('explanationFor', () => {
  it('refuses a key that no judgement has', () => {
    for (const key of [
      '',
      'nonsense',
      'engine-mtls/nonsense',
      '__proto__',
      'constructor',
      'forbidden/__proto__',
      'forbidden/',
    ]) {
      expect(() => explanationFor(key), key).toThrow(RangeError);
    }
  });
});

describe('listExplanations', () => {
  it('has every verdict, each key once', () => {
    const list = listExplanations();
    expect(new Set(list.map(({ verdict }) => verdict))).toEqual(new Set(VERDICTS));
    expect(new Set(list.map(({ key }) => key)).size).toBe(list.length);
    for (const one of list) expect(explanationFor(one.key)).toEqual(one);
  });
});
