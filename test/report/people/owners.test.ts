import { describe, expect, test } from 'vitest';
import type { Report } from '../../../src/domain/report.ts';
import { ownerFiles } from '../../../src/report/people/owners.ts';
import { expectGolden } from '../golden.ts';
import { HOSTILE_TEXTS, hostileReport, sampleFinding, sampleReport } from '../sample.ts';
import { estateReport } from '../sample-estate.ts';
import { withHistory } from '../sample-history.ts';

const filesOf = (report: Report): Map<string, string> =>
  new Map([...ownerFiles(report)].map(({ path, chunks }) => [path, [...chunks].join('')]));

describe('ownerFiles', () => {
  test('gives each owner a page, a table and the steps', () => {
    const files = filesOf(withHistory());
    expect([...files.keys()]).toEqual([
      'index.md',
      ...['continuous-integration-and-delivery', 'platform', '支付平台'].flatMap((name) =>
        ['report.html', 'findings.csv', 'remediation.md'].map((file) => `${name}/${file}`),
      ),
    ]);
    expectGolden('owners-index.md', files.get('index.md') ?? '');
    expectGolden('owner-remediation.md', files.get('platform/remediation.md') ?? '');
    expect(files.get('platform/findings.csv')?.trimEnd().split('\n')).toHaveLength(10);
    expect(files.get('platform/report.html')).toContain('<h1>For platform: 2 engines answer');
    expect(files.get('platform/remediation.md')).toContain('10.20.0.102:2375');
  });

  test('lets nothing of others into a packet', () => {
    for (const [path, text] of filesOf(withHistory(estateReport()))) {
      if (!path.startsWith('continuous-integration/')) continue;
      for (const word of ['platform', 'data science', 'data-science', '10.20.', '10.64.', '133,310'])
        expect(text, `${word} in ${path}`).not.toContain(word);
    }
  });

  test('sends nothing to those who have nothing to do', () => {
    const report = sampleReport([sampleFinding('10.20.0.5', { verdict: 'inconclusive', owner: 'other' })]);
    const files = filesOf(report);
    expect([...files.keys()].filter((path) => path.startsWith('platform/'))).toEqual([]);
    expect(files.get('index.md')).toContain(
      '| `platform` | `platform@example.org` | 0 | 0 | 0 | 0 | 0 | 0 | 0 | 0 | 0 | none: nothing found |',
    );
  });

  test('says in the index which owners look alike', () => {
    const owners = ['platform', 'pl\u0430tform'];
    const report = sampleReport(
      owners.map((owner, i) => sampleFinding(`10.20.0.${i + 1}`, { verdict: 'tarpit', owner })),
    );
    const index = filesOf(report).get('index.md') ?? '';
    expect(index).toContain('- `platform`, `pl\u0430tform` (with U+0430)\n');
    expect(filesOf(withHistory()).get('index.md')).not.toContain('look alike');
  });

  test('gives an owner a folder whose only trouble is a broken declaration', () => {
    const report = withHistory(sampleReport([]));
    const broken = { findingId: 'f', address: '10.20.0.7', port: 2375, is: 'decoy' as const, what: 'closed' };
    Object.assign(report.history ?? {}, { absent: [], broken: [broken] });
    const files = filesOf(report);
    expect(files.get('platform/report.html')).toContain('Not as declared: 1');
    Object.assign(report.history ?? {}, { broken: [{ ...broken, address: '10.99.0.7' }] });
    expect([...filesOf(report).keys()]).toEqual(['index.md']);
  });

  test.each(HOSTILE_TEXTS.map((hostile) => [JSON.stringify(hostile.slice(0, 40)), hostile]))(
    'names folders safely with %s everywhere',
    (_, hostile) => {
      for (const path of filesOf(hostileReport(hostile)).keys())
        expect(path).toMatch(/^(?:index\.md|[\p{L}\p{M}\p{N}][\p{L}\p{M}\p{N}-]*\/[a-z]+\.(?:html|csv|md))$/u);
    },
  );

  test('takes no time for many owners', () => {
    const findings = Array.from({ length: 20_000 }, (_, i) =>
      sampleFinding(`10.20.${i >> 8}.${i & 255}`, { verdict: 'engine-open-plaintext', owner: `team ${i % 500}` }),
    );
    const start = performance.now();
    expect(filesOf(sampleReport(findings)).size).toBe(1 + 3 * 500);
    expect(performance.now() - start).toBeLessThan(15_000);
  });
});
