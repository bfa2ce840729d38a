import { describe, expect, test } from 'vitest';
import { facts } from '../../../../src/report/people/html/facts-list.ts';
import { sampleFinding, sampleReport } from '../../sample.ts';
import { withHistory } from '../../sample-history.ts';

const pairs = (finding = sampleReport().findings[0]): Record<string, string> =>
  finding === undefined
    ? {}
    : Object.fromEntries(
        [...facts(finding).text.matchAll(/<dt>(.*?)<\/dt><dd>(.*?)<\/dd>/g)].map(([, name = '', value = '']) => [
          name,
          value,
        ]),
      );

describe('facts', () => {
  test('has what the engine said of itself', () => {
    expect(pairs()).toMatchObject({
      version: '27.0.3',
      API: '1.24 to 1.46',
      system: 'linux/amd64',
      components: 'Engine 27.0.3',
      PkgVersion: 'docker-ce',
      'authorised by': 'SEC-1042',
      'first seen': '2026-03-01 02:00 UTC',
    });
  });

  test('has the certificate', () => {
    const found = sampleReport().findings.find(({ tls }) => tls !== undefined);
    expect(pairs(found)).toMatchObject({
      subject: 'CN=build-7',
      names: 'build-7, 10.20.0.40',
      valid: '2026-01-01 00:00 UTC to 2027-01-01 00:00 UTC',
      alert: '116',
      handshake: 'not finished',
    });
  });

  test('says when it must be closed, what changed and who accepted it', () => {
    const [first, , third, , fifth] = withHistory().findings;
    expect(pairs(first)).toMatchObject({ due: '2026-02-06', 'open since': '2026-01-23 02:00 UTC, 37 days' });
    expect(pairs(third)).toMatchObject({ changed: 'version 5.4.1 -&gt; 5.4.2' });
    expect(pairs(fifth).accepted).toMatch(/^by ciso@example.org until 2026-03-09: Replaced/);
  });

  test('bounds what a host may add', () => {
    const other = Object.fromEntries(Array.from({ length: 500 }, (_, i) => [`key${i}`, 'x']));
    const engine = sampleReport().findings[0]?.engine;
    const finding = sampleFinding('10.0.0.1', {
      verdict: 'inconclusive',
      ...(engine && { engine: { ...engine, other } }),
    });
    expect(Object.keys(pairs(finding)).filter((name) => name.startsWith('key'))).toHaveLength(12);
  });
});
