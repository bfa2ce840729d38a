import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import type { Report } from '../../../../src/domain/report.ts';
import { isEngineVerdict, VERDICTS } from '../../../../src/domain/verdicts.ts';
import { ansibleFiles } from '../../../../src/report/repair/ansible/ansible-files.ts';
import { expectGolden } from '../../golden.ts';
import { HOSTILE_TEXTS, hostileReport, largeReport } from '../../sample.ts';
import { withHistory } from '../../sample-history.ts';
import { reportOf } from '../host-pages/sample-hosts.ts';

const render = (report: Report): Map<string, string> =>
  new Map([...ansibleFiles(report)].map(({ path, chunks }) => [path, [...chunks].join('')]));
const inventoryOf = (report: Report): string => render(report).get('inventory.yml') ?? '';

interface Group {
  hosts?: Record<string, { ansible_host: string; seawall_ports: number[]; seawall_verdict: string }>;
  children?: Record<string, Group>;
}
const groupsOf = (report: Report): Record<string, Group> => {
  const { all } = parse(inventoryOf(report)) as { all: { children: Record<string, Group> } };
  return { ...all.children, ...all.children.seawall_exposed?.children };
};
const hostsIn = (report: Report, group: string): string[] =>
  Object.values(groupsOf(report)[group]?.hosts ?? {}).map(({ ansible_host }) => ansible_host);

describe('inventory.yml', () => {
  test('renders as the golden file has it', () => {
    expectGolden('ansible-inventory.yml', inventoryOf(reportOf()));
  });

  test('changes settings only where dockerd itself listens on Linux, and closes the port of the others', () => {
    const report = reportOf();
    expect(hostsIn(report, 'seawall_dockerd_hosts')).toEqual([
      ...['10.0.0.1', '10.0.0.2', '10.0.0.3', '10.0.0.4', '10.0.0.5', 'fd00:20::1c', '10.0.0.8'],
    ]);
    expect(hostsIn(report, 'seawall_contain_only').sort()).toEqual([
      '10.0.0.11',
      '10.0.0.12',
      '10.0.0.13',
      '10.0.0.6',
      '10.0.0.7',
    ]);
    expect(hostsIn(report, 'seawall_by_hand')).toEqual(['10.0.0.9', '10.0.0.10']);
  });

  test('never names a host that is not exposed', () => {
    const report = reportOf();
    const exposed = new Set(
      report.findings.filter(({ verdict }) => isEngineVerdict(verdict)).map(({ address }) => address),
    );
    const named = Object.keys(groupsOf(report)).flatMap((group) => hostsIn(report, group));
    expect(named.length).toBe(exposed.size);
    for (const address of named) expect(exposed.has(address)).toBe(true);
    expect(
      Object.keys(groupsOf(reportOf('protected', 'other'))).flatMap((group) =>
        hostsIn(reportOf('protected', 'other'), group),
      ),
    ).toEqual([]);
  });

  test('leaves alone what somebody accepted, and what is there to be attacked', () => {
    const report = reportOf('plain', 'aws', 'azure');
    Object.assign(report.findings[0] ?? {}, { lifecycle: 'accepted' });
    Object.assign(report.findings[1] ?? {}, { declared: 'decoy' });
    expect(hostsIn(report, 'seawall_dockerd_hosts')).toEqual(['10.0.0.3']);
  });

  test('contains a host that fell silent', () => {
    const report = reportOf('plain', 'aws');
    const [plain, aws] = report.findings;
    if (aws === undefined || plain === undefined) throw new Error('no sample');
    const history = withHistory().history;
    if (history === undefined) throw new Error('no history');
    const silent: Report = {
      ...report,
      findings: [plain],
      history: { ...history, absent: [{ ...aws, lifecycle: 'unverified' }] },
    };
    expect(hostsIn(silent, 'seawall_dockerd_hosts')).toEqual(hostsIn(report, 'seawall_dockerd_hosts'));
    expect(inventoryOf(silent).match(/seawall_unverified: true/g)).toHaveLength(1);
    expect(inventoryOf(report)).not.toContain('seawall_unverified');
  });

  test('holds every host of a large run', () => {
    const names = hostsIn(largeReport(900), 'seawall_dockerd_hosts');
    expect(names.length).toBeGreaterThan(200);
    expect(new Set(names).size).toBe(names.length);
  });

  test.each(HOSTILE_TEXTS.map((text) => [JSON.stringify(text.slice(0, 40)), text]))(
    'takes nothing from outside: %s',
    (_, text) => {
      const report = reportOf('plain', 'ipv6');
      const hostile = hostileReport(text, report);
      expect(hostsIn(hostile, 'seawall_dockerd_hosts')).toEqual([]);
      for (const [i, finding] of hostile.findings.entries()) finding.address = report.findings[i]?.address ?? '';
      // Hostile systems are no Linux; the two hosts go elsewhere, with nothing but their address.
      const clean = inventoryOf(report).replace(/\s/g, '').length;
      expect(inventoryOf(hostile).replace(/\s/g, '')).toHaveLength(clean);
      expect(inventoryOf(hostile)).not.toMatch(/\{\{|\{%|!|<|\\/);
    },
  );
});

describe('the other files', () => {
  test('do not depend on the run', () => {
    const [one, other] = [render(reportOf('plain')), render(hostileReport('{{ lookup("pipe", "id") }}', reportOf()))];
    one.delete('inventory.yml');
    other.delete('inventory.yml');
    expect(one).toEqual(other);
  });

  test('use nothing but what comes with ansible-core', () => {
    for (const [path, text] of render(reportOf())) {
      if (!path.startsWith('tasks/') && path !== 'playbook.yml') continue;
      const modules = [...text.matchAll(/^ +([a-z_]+\.[a-z_]+\.[a-z_]+):/gm)].map((match) => match[1] ?? '');
      expect(modules.length, path).toBeGreaterThan(1);
      for (const name of modules) expect(name).toMatch(/^ansible\.builtin\./);
    }
  });

  test('guard against every host whose verdict is not exposed, and no other', () => {
    const playbook = render(reportOf()).get('playbook.yml') ?? '';
    const [, list = ''] = /seawall_verdict in \[([^\]]+)\]/.exec(playbook) ?? [];
    expect([...list.matchAll(/'([^']+)'/g)].map(([, verdict]) => verdict)).toEqual(VERDICTS.filter(isEngineVerdict));
    for (const line of playbook.split('\n')) expect(line.length).toBeLessThanOrEqual(160);
  });

  test('run in check mode unless somebody says otherwise', () => {
    const plays = parse(render(reportOf()).get('playbook.yml') ?? '') as {
      check_mode: string;
      hosts: string;
      vars: Record<string, unknown>;
    }[];
    expect(plays).toHaveLength(1);
    expect(plays[0]).toMatchObject({
      hosts: 'seawall_exposed',
      check_mode: '{{ ansible_check_mode or not (seawall_apply | bool) }}',
      vars: { seawall_apply: false, seawall_restart: false, seawall_admin_networks: [] },
    });
  });
});
