import { isIP } from 'node:net';
import { describe, expect, test } from 'vitest';
import type { Report } from '../../../src/domain/report.ts';
import { renderEcs } from '../../../src/report/machine/ecs.ts';
import { comparedReport, hostileAnswers, hostileCompared } from '../compared.ts';
import { expectGolden } from '../golden.ts';
import { emptyReport, HOSTILE_TEXTS, partialReport, sampleFinding, sampleReport } from '../sample.ts';
import { workReport } from '../sample-work.ts';

/** Fields of ECS 8.11 that we fill, with their types: https://www.elastic.co/guide/en/ecs/8.11/ecs-field-reference.html */
const FIELDS: Readonly<Record<string, string>> = {
  '@timestamp': 'date',
  'ecs.version': 'keyword',
  message: 'keyword',
  tags: 'keyword[]',
  ...group(
    'labels',
    'keyword',
    'verdict lifecycle work qualifiers owner contact range run due overdue declared declared_reason accepted accepted_until',
  ),
  ...group('event', 'keyword', 'id code kind action module dataset reference reason'),
  ...group('event', 'keyword[]', 'category type'),
  ...group('event', 'date', 'created start end'),
  'event.severity': 'long',
  ...group('network', 'keyword', 'transport type'),
  ...group('destination', 'keyword', 'address'),
  'destination.ip': 'ip',
  'destination.port': 'long',
  'related.ip': 'ip[]',
  ...group('url', 'keyword', 'full scheme domain path'),
  'url.port': 'long',
  ...group('http', 'keyword', 'version request.method'),
  'http.response.status_code': 'long',
  'host.ip': 'ip[]',
  ...group('host', 'keyword', 'architecture os.family os.kernel'),
  ...group('service', 'keyword', 'type version'),
  'tls.established': 'boolean',
  ...group('tls', 'keyword', 'version version_protocol cipher server.subject server.issuer server.hash.sha256'),
  ...group('tls.server', 'date', 'not_before not_after'),
  ...group('rule', 'keyword', 'id name category description ruleset version reference'),
  'vulnerability.category': 'keyword[]',
  ...group('vulnerability', 'keyword', 'severity description report_id scanner.vendor classification score.version'),
  'vulnerability.score.base': 'float',
  ...group('observer', 'keyword', 'vendor product type version name'),
};

function group(prefix: string, type: string, names: string): Record<string, string> {
  return Object.fromEntries(names.split(' ').map((name) => [`${prefix}.${name}`, type]));
}

const TYPES: Readonly<Record<string, (value: unknown) => boolean>> = {
  date: (value) => typeof value === 'string' && new Date(value).toISOString() === value,
  keyword: (value) => typeof value === 'string',
  long: Number.isSafeInteger,
  float: (value) => typeof value === 'number',
  boolean: (value) => typeof value === 'boolean',
  ip: (value) => typeof value === 'string' && isIP(value) > 0,
};

function fieldsOf(value: unknown, path = ''): [string, unknown][] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [[path, value]];
  return Object.entries(value).flatMap(([key, inner]) => fieldsOf(inner, path === '' ? key : `${path}.${key}`));
}

function render(report: Report): Map<string, unknown>[] {
  const lines = [...renderEcs(report)].join('').split('\n');
  expect(lines.pop()).toBe('');
  return lines.map((line) => {
    const fields = new Map(fieldsOf(JSON.parse(line)));
    for (const [name, value] of fields) {
      const type = FIELDS[name] ?? 'unknown field';
      const right = type.endsWith('[]')
        ? Array.isArray(value) && value.every(TYPES[type.slice(0, -2)] ?? (() => false))
        : TYPES[type]?.(value);
      expect([name, type, right, value]).toEqual([name, type, true, value]);
    }
    return fields;
  });
}

describe('renderEcs', () => {
  test('writes the golden file from the sample report', () => {
    expectGolden('findings.ecs.jsonl', [...renderEcs(comparedReport())].join(''));
  });

  test('has fields of ECS only, each of its type', () => {
    for (const report of [sampleReport(), comparedReport(), workReport(), partialReport()]) {
      const events = render(report);
      for (const field of ['@timestamp', 'ecs.version', 'event.kind', 'event.category', 'event.type', 'destination.ip'])
        expect(events.filter((event) => !event.has(field))).toEqual([]);
    }
    expect(render(emptyReport())).toEqual([]);
  });

  test('brackets IPv6 in URLs, and nowhere else', () => {
    const event = render(comparedReport()).find((fields) => fields.get('destination.ip') === 'fd00:20::1c');
    expect(event?.get('url.full')).toBe('http://[fd00:20::1c]:2375/version');
    expect(event?.get('url.domain')).toBe('[fd00:20::1c]');
    expect(event?.get('host.ip')).toEqual(['fd00:20::1c']);
    expect(event?.get('network.type')).toBe('ipv6');
  });

  test('says of what is accepted by whom, why, and until when', () => {
    const accepted = render(comparedReport()).find((event) => event.get('labels.work') === 'accepted');
    expect(accepted?.get('labels.accepted')).toBe(
      'Moves behind the VPN in May (accepted by ci@example.org until 2026-05-31)',
    );
    expect(accepted?.get('labels.accepted_until')).toBe('2026-05-31');
  });

  test('has a URL only where HTTP was spoken', () => {
    const [event] = render(sampleReport([sampleFinding('10.0.0.1', { verdict: 'other-service', product: 'ssh' })]));
    expect(event?.has('url.full')).toBe(false);
  });

  test('tells what became of findings of earlier runs', () => {
    const events = render(comparedReport());
    const gone = events.filter((event) => event.get('event.end') === '2026-02-28T02:00:05.000Z');
    expect(gone.map((event) => event.get('event.action'))).toEqual(['unverified', 'resolved']);
    for (const event of gone) expect(event.get('@timestamp')).toBe('2026-03-01T02:03:11.480Z');
  });

  test.each([...HOSTILE_TEXTS, 'x'.repeat(100_000)].map((text) => [JSON.stringify(text.slice(0, 40)), text]))(
    'is valid with %s everywhere',
    (_, text) => {
      for (const report of [hostileCompared(text), hostileAnswers(text)]) {
        render(report);
        const rendered = [...renderEcs(report)].join('');
        expect(rendered.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}]/u);
        expect(rendered.length).toBeLessThan(2_000_000);
      }
    },
  );
});
