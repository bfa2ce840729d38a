import { describe, expect, test } from 'vitest';
import type { Report } from '../../../../src/domain/report.ts';
import { MAX_PAGES, remediationFiles } from '../../../../src/report/repair/host-pages/host-files.ts';
import { expectGolden } from '../../golden.ts';
import { HOSTILE_TEXTS, hostileReport, largeReport, sampleFinding } from '../../sample.ts';
import { withHistory } from '../../sample-history.ts';
import { hostileRisk } from '../../sample-risk.ts';
import { KINDS, reportOf } from './sample-hosts.ts';

const render = (report: Report): Map<string, string> =>
  new Map([...remediationFiles(report)].map(({ path, chunks }) => [path, [...chunks].join('')]));
const pageOf = (kind: keyof typeof KINDS): string => {
  const [page = ''] = [...render(reportOf(kind))]
    .filter(([path]) => path !== 'index.md' && path !== 'mtls.sh')
    .map(([, text]) => text);
  return page;
};

describe('remediation/', () => {
  test('renders the index and three kinds of host as the golden files have them', () => {
    expectGolden('remediation-index.md', render(reportOf()).get('index.md') ?? '');
    expectGolden('remediation-plain.md', pageOf('plain'));
    expectGolden('remediation-podman.md', pageOf('podman'));
    expectGolden('remediation-proxied.md', pageOf('proxied'));
  });

  test('has a page for each exposed host and for no other', () => {
    const files = [...render(reportOf()).keys()];
    expect(files).toContain('10-0-0-1.md');
    expect(files).toContain('v6-fd00-20--1c.md');
    expect(files).not.toContain('10-0-0-20.md');
    expect(files).not.toContain('10-0-0-21.md');
    expect([...render(reportOf('protected')).keys()]).toEqual(['index.md', 'mtls.sh']);
    expect(render(reportOf('protected')).get('index.md')).toContain('no host is exposed');
  });

  test('has one page for a host with two open ports', () => {
    const more = sampleFinding('10.0.0.1', {
      verdict: 'engine-open-tls',
      port: 2376,
      transport: 'tls',
      severity: 'critical',
    });
    const report = reportOf('plain');
    const files = render({ ...report, findings: [...report.findings, more] });
    expect([...files.keys()]).toEqual(['index.md', 'mtls.sh', '10-0-0-1.md']);
    expect(files.get('10-0-0-1.md')).toContain('--dports 2375,2376 ');
  });

  test('has a page for a host that fell silent, and none for what is accepted or declared', () => {
    const report = reportOf('plain', 'aws', 'azure', 'oldTls');
    const [plain, aws, azure, tls] = report.findings;
    if (plain === undefined || tls === undefined) throw new Error('no sample');
    Object.assign(aws ?? {}, { lifecycle: 'accepted' });
    Object.assign(azure ?? {}, { declared: 'decoy' });
    const history = withHistory().history;
    if (history === undefined) throw new Error('no history');
    const files = render({
      ...report,
      findings: report.findings.filter((finding) => finding !== tls),
      history: { ...history, absent: [{ ...tls, lifecycle: 'unverified' }] },
    });
    const pages = [...files.keys()].filter((path) => path !== 'index.md' && path !== 'mtls.sh');
    expect(pages).toHaveLength(2);
    expect(files.get('index.md')).toContain(
      '2 hosts are exposed, worst first; 1 of them not seen again: not seen is not fixed.',
    );
    expect(files.get('index.md')).toContain(
      'Not counted, and without a page: 1 accepted, 1 declared decoy, as declared.',
    );
    expect(files.get('index.md')).toMatch(/not seen again, last seen/);
    const silent = [...files.values()].find((text) => text.includes('**Not seen again: not seen is not fixed.**'));
    expect(silent).toContain(`# \`${tls.address}\``);
  });

  test('stops at a number of pages that somebody may read, and says so', () => {
    const files = render(largeReport(30_000));
    expect(files.size).toBe(MAX_PAGES + 2);
    expect(files.get('index.md')).toMatch(/Pages for the first 2,000 of [\d,]+; the others are in findings\.csv/);
  });
});

describe('a page', () => {
  const order = [
    '## 1. Contain',
    '## 2. Keep',
    '## 3. Fix',
    '## 4. Verify',
    '## 5. What may break',
    '## 6. Was it used',
    '## 7. What remains',
  ];

  test.each(Object.keys(KINDS).filter((kind) => !['protected', 'other'].includes(kind)))(
    'of %s has every part, in order',
    (kind) => {
      const page = pageOf(kind);
      const places = order.map((title) => page.indexOf(title));
      if (kind !== 'desktop') expect(places.filter((place) => place < 0)).toEqual([]);
      expect(places.filter((place) => place >= 0)).toEqual(
        [...places.filter((place) => place >= 0)].sort((a, b) => a - b),
      );
      expect(page).toContain('None of them protects it from somebody who reaches the API');
    },
  );

  test.each<[keyof typeof KINDS, string[], string[]]>([
    [
      'plain',
      ['Remove the TCP listener', 'DOCKER-USER', 'aws ec2', 'aliyun', 'docker:dind'],
      ['podman', 'netsh', 'ssl_verify_client'],
    ],
    ['aws', ['aws ec2'], ['aliyun', 'az network']],
    ['azure', ['az network'], ['aws ec2']],
    ['tls', ['Or keep TCP, and demand client certificates', 'Since 20.10'], ['Before 20.10']],
    ['oldTls', ['Before 20.10'], ['Since 20.10, `']],
    ['proxied', ['ssl_verify_client on', 'In the proxy'], ['Remove the TCP listener']],
    ['filtered', ['A socket proxy filters paths'], ['Remove the TCP listener']],
    ['authz', ['have been bypassed twice'], []],
    ['desktop', ['Expose daemon on tcp://localhost:2375', 'netsh interface portproxy'], ['systemctl', 'nft add']],
    ['windows', ['Restart-Service docker', 'npipe://'], ['systemctl', 'iptables -I']],
    ['podman', ['podman.socket', 'podman ps -a'], ['Remove the TCP listener', 'docker ps -a --no-trunc > ps.txt']],
    ['swarm', ['Retire classic Swarm', 'every node behind it'], ['Remove the TCP listener']],
    [
      'ipv6',
      ["'http://[fd00:20::1c]:2375/version'", 'ip6tables', "'host=ssh://USER@[fd00:20::1c]'", '-a fd00:20::1c '],
      [],
    ],
  ])('of %s says what applies there', (kind, wanted, unwanted) => {
    const page = pageOf(kind);
    for (const text of wanted) expect(page).toContain(text);
    for (const text of unwanted) expect(page).not.toContain(text);
  });

  test('keeps age and exposure apart', () => {
    const report = hostileRisk('20.10');
    const page = [...render(report)].find(([path]) => path === '10-20-0-5.md')?.[1] ?? '';
    expect(page).toMatch(
      /another matter than the exposure: line 20\\?\.10, support ended upstream, since 2023-12-10\. Affected by CVE-2024-41110\. Possibly affected, check the package: CVE-2024-21626\./,
    );
  });
});

describe('hostile texts', () => {
  /** What stands in code blocks. */
  const commands = (page: string): string[] =>
    [...page.matchAll(/^ {3}~~~\n([\s\S]*?)^ {3}~~~$/gm)].map((match) => match[1] ?? '');

  test.each(HOSTILE_TEXTS.map((text) => [JSON.stringify(text.slice(0, 40)), text]))(
    'reach no command line and stay on their line: %s',
    (_, text) => {
      const report = reportOf('plain', 'podman', 'ipv6');
      const hostile = hostileReport(text, report);
      for (const [i, finding] of hostile.findings.entries()) {
        finding.address = report.findings[i]?.address ?? '';
        finding.explanation = report.findings[i]?.explanation ?? '';
      }
      const [clean, spoilt] = [render(report), render(hostile)];
      expect([...spoilt.keys()]).toEqual([...clean.keys()]);
      for (const [path, page] of spoilt) {
        expect(page.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\u202a-\u202e\u2066-\u2069\ufeff\u200b]/u);
        if (path === 'mtls.sh') expect(page).toBe(clean.get(path));
        if (!path.endsWith('.md') || path === 'index.md') continue;
        expect(commands(page).length).toBeGreaterThan(10);
        expect(page.match(/^#+ .*$/gm)).toEqual(clean.get(path)?.match(/^#+ .*$/gm));
        expect(page.replace(/`[^`]*`/g, '')).not.toMatch(/(?<!\\)<script/);
        for (const block of commands(page)) expect(block).not.toMatch(/alert\(1\)|calc|SUM|owned|\{\{7/);
      }
    },
  );

  test('a place that is no address gets no page', () => {
    for (const text of HOSTILE_TEXTS)
      expect([...render(hostileReport(text, reportOf('plain'))).keys()]).toEqual(['index.md', 'mtls.sh']);
  });
});
