import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createRiskJudge, judgeRisk, matchAdvisories } from '../../src/classify/advisories.ts';
import { classify } from '../../src/classify/classify.ts';
import { ADVISORY_VERDICTS, RISK_COMPONENTS, type RiskComponent } from '../../src/domain/advisory.ts';
import type { EngineFacts } from '../../src/domain/engine.ts';
import { record } from '../fixtures/answers/build.ts';
import { DEBIAN_20_10, engine, MODERN } from '../fixtures/answers/generations.ts';
import { component, facts } from './facts.ts';

const DAY = '2026-11-24';

function match(engine: EngineFacts, id: string, part: RiskComponent = 'engine') {
  return matchAdvisories(engine).find((found) => found.id === id && found.component === part);
}
const verdict = (engine: EngineFacts, id: string, part?: RiskComponent): string | undefined =>
  match(engine, id, part)?.verdict;
const runc = (version: string, commit = '', containerd = '1.7.27'): EngineFacts =>
  facts('28.5.2', { components: [component('containerd', containerd), component('runc', version, commit)] });

describe('judging the engine', () => {
  test.each([
    ['18.09.9', 'not-affected'],
    ['19.03.0', 'affected'],
    ['20.10.27', 'affected'],
    ['23.0.14', 'affected'],
    ['23.0.15', 'not-affected'],
    ['25.0.5', 'affected'],
    ['25.0.6', 'not-affected'],
    ['26.1.4', 'affected'],
    ['26.1.5', 'not-affected'],
    ['27.1.0', 'affected'],
    ['27.1.1', 'not-affected'],
    ['29.7.2', 'not-affected'],
  ])('CVE-2024-41110 in %s: %s', (version, expected) => {
    expect(verdict(facts(version), 'CVE-2024-41110')).toBe(expected);
  });

  test('names no release as a fix that was never made', () => {
    expect(match(facts('20.10.27'), 'CVE-2024-41110')?.fixedIn).toEqual(['23.0.15', '25.0.6', '26.1.5', '27.1.1']);
    expect(match(facts('24.0.9'), 'CVE-2024-41110')?.fixedIn).toEqual(['25.0.6', '26.1.5', '27.1.1']);
    expect(match(facts('27.0.3'), 'CVE-2024-41110')?.fixedIn).toEqual(['27.1.1']);
  });

  test('knows that an old line with long support was mended apart', () => {
    expect(verdict(facts('25.0.16'), 'CVE-2026-34040')).toBe('not-affected');
    expect(match(facts('25.0.15'), 'CVE-2026-34040')).toMatchObject({
      verdict: 'affected',
      fixedIn: ['25.0.16', '29.3.1'],
    });
    expect(match(facts('28.5.2'), 'CVE-2026-34040')).toMatchObject({ verdict: 'affected', fixedIn: ['29.3.1'] });
  });

  test('takes pre-releases for older than their release', () => {
    expect(verdict(facts('26.0.0-rc1'), 'CVE-2024-29018')).toBe('affected');
    expect(verdict(facts('26.0.0'), 'CVE-2024-29018')).toBe('not-affected');
  });

  test('says that client certificates do not protect before 17.06, on Linux', () => {
    expect(verdict(facts('17.05.0-ce', { platform: '' }), 'CVE-2018-12608')).toBe('affected');
    expect(verdict(facts('17.06.0-ce', { platform: '' }), 'CVE-2018-12608')).toBe('not-affected');
    expect(verdict(facts('1.13.1', { platform: '', os: 'windows' }), 'CVE-2018-12608')).toBe('not-affected');
  });

  test('does not claim that the first engines had the faults of the last ones', () => {
    const old = facts('0.9.1', { platform: '' });
    expect(match(old, 'CVE-2026-34040')).toMatchObject({
      verdict: 'possibly-affected',
      why: expect.stringMatching(/every older release/),
    });
    expect(verdict(old, 'CVE-2014-9357')).toBe('affected');
  });

  test('never says affected where the source itself was in doubt', () => {
    expect(verdict(facts('18.09.6'), 'CVE-2018-15664')).toBe('possibly-affected');
  });

  test('judges Docker Desktop by its own version, not by that of its engine', () => {
    const desktop = (version: string): EngineFacts =>
      facts('28.3.2', { platform: `Docker Desktop ${version} (187762)` });
    expect(match(desktop('4.44.2'), 'CVE-2025-9074', 'desktop')).toMatchObject({
      verdict: 'affected',
      fixedIn: ['4.44.3'],
    });
    expect(verdict(desktop('4.44.3'), 'CVE-2025-9074', 'desktop')).toBe('not-affected');
    expect(match(facts('28.3.2'), 'CVE-2025-9074', 'desktop')).toBeUndefined();
  });
});

describe('builds that are not the project’s own', () => {
  test.each<[string, EngineFacts]>([
    ['Debian', facts('20.10.24+dfsg1', { platform: '' })],
    ['Azure', facts('20.10.25+azure-2')],
    ['a package that says so', facts('20.10.24', { other: { PkgVersion: 'docker-1.13.1-209.el7.x86_64' } })],
    ['a revision in place of the commit', facts('20.10.24', { gitCommit: '20.10.24-0ubuntu1~22.04.1' })],
    ['no platform where the project writes one', facts('20.10.24', { platform: '' })],
    ['a vendor', facts('23.0.14', { platform: 'Mirantis Container Runtime' })],
  ])('are possibly affected, never more: %s', (_, engine) => {
    const verdicts = new Set(matchAdvisories(engine).map((found) => found.verdict));
    expect(verdicts).toEqual(new Set(['possibly-affected', 'not-affected']));
    expect(judgeRisk(engine, DAY)?.notes.join()).toMatch(/check the changelog of the package/);
  });

  test('commercial builds do not have what the record excludes them from', () => {
    const match1 = match(facts('19.03.5-ee-2', { platform: 'Docker Engine - Enterprise' }), 'CVE-2024-41110');
    expect(match1).toMatchObject({ verdict: 'not-affected', why: expect.stringMatching(/record excludes/) });
  });

  test('a plain build of the project’s own is affected', () => {
    expect(verdict(facts('20.10.23'), 'CVE-2023-28840')).toBe('affected');
    expect(verdict(facts('17.12.1-ce', { platform: '' }), 'CVE-2019-5736')).toBe('affected');
  });
});

describe('versions that are none', () => {
  test.each(['dev', 'library-import', '0.0.0-20240301120000-abc1234', '', '=1+1'])(
    'cannot be compared: %j',
    (version) => {
      const risk = judgeRisk(facts(version), DAY);
      expect(new Set(risk?.advisories.map((found) => found.verdict))).toEqual(new Set(['not-comparable']));
      expect(risk).toMatchObject({ line: '', status: 'unknown', supportEnds: null });
      expect(risk?.notes.join()).toMatch(/is no release: advisories cannot be compared/);
    },
  );
});

describe('judging runc and containerd', () => {
  test('by their own versions', () => {
    expect(match(runc('1.1.11', '4bccb38c'), 'CVE-2024-21626', 'runc')).toMatchObject({
      verdict: 'affected',
      fixedIn: ['1.1.12'],
    });
    expect(verdict(runc('1.1.12', '51d5e946'), 'CVE-2024-21626', 'runc')).toBe('not-affected');
    expect(verdict(runc('1.0.0-rc92'), 'CVE-2024-21626', 'runc')).toBe('not-affected');
    expect(verdict(runc('1.3.2'), 'CVE-2025-31133', 'runc')).toBe('affected');
    expect(verdict(runc('1.4.0-rc.3'), 'CVE-2025-31133', 'runc')).toBe('not-affected');
    expect(verdict(runc('1.1.12', '', '1.7.26'), 'CVE-2024-40635', 'containerd')).toBe('affected');
    expect(verdict(runc('1.1.12', '', 'v1.7.27'), 'CVE-2024-40635', 'containerd')).toBe('not-affected');
  });

  test('takes the commit’s word where runc gives containerd’s version as its own', () => {
    const lie = runc('1.7.19', 'v1.1.13-0-g58aa9203', '1.7.19');
    expect(verdict(lie, 'CVE-2024-45310', 'runc')).toBe('affected');
    expect(verdict(lie, 'CVE-2024-21626', 'runc')).toBe('not-affected');
  });

  test('does not compare that version where the commit is silent', () => {
    const risk = judgeRisk(runc('1.7.19', '', '1.7.19'), DAY);
    expect(verdict(runc('1.7.19', '', '1.7.19'), 'CVE-2024-45310', 'runc')).toBe('not-comparable');
    expect(risk?.notes.join()).toMatch(/runc gives containerd's version as its own/);
  });

  test.each(['N/A', '', '1.14.3', 'crun version 1.14'])(
    'does not compare another runtime that goes by the name of runc: %j',
    (version) => {
      expect(verdict(runc(version), 'CVE-2024-21626', 'runc')).toBe('not-comparable');
    },
  );

  test('never derives them from the engine', () => {
    const parts = new Set(matchAdvisories(facts('20.10.5')).map((found) => found.component));
    expect([...parts]).toEqual(['engine']);
    expect(judgeRisk(facts('20.10.5'), DAY)?.notes.join()).toMatch(/names no containerd and no runc/);
  });

  test('believes Debian’s package revisions, which stand in place of the commit', () => {
    const bookworm = runc('1.1.5+ds1', '1.1.5+ds1-1+deb12u1', '1.6.20~ds1');
    expect(match(bookworm, 'CVE-2024-21626', 'runc')).toMatchObject({
      verdict: 'not-affected',
      why: 'mended in package 1.1.5+ds1-1+deb12u1',
    });
    expect(verdict(bookworm, 'CVE-2025-31133', 'runc')).toBe('possibly-affected');
    expect(verdict(runc('1.1.5+ds1', '1.1.5+ds1-1+b4'), 'CVE-2024-21626', 'runc')).toBe('possibly-affected');
    expect(verdict(runc('1.1.5+ds1', '1.1.5+ds1-1+deb12u2+b1'), 'CVE-2024-21626', 'runc')).toBe('not-affected');
    expect(verdict(runc('1.1.5+ds1', '1.1.5+ds1-1+deb12u1x'), 'CVE-2024-21626', 'runc')).toBe('possibly-affected');
    expect(verdict(runc('1.0.0~rc93+ds1', '1.0.0~rc93+ds1-5+deb11u5'), 'CVE-2022-29162', 'runc')).toBe('not-affected');
    expect(verdict(runc('1.0.0~rc93+ds1', '1.0.0~rc93+ds1-5+deb11u4'), 'CVE-2022-29162', 'runc')).toBe(
      'possibly-affected',
    );
    const containerd = (commit: string): EngineFacts =>
      facts('20.10.24+dfsg1', { components: [component('containerd', '1.6.20~ds1', commit)] });
    expect(verdict(containerd('1.6.20~ds1-1+deb12u3'), 'CVE-2024-40635', 'containerd')).toBe('not-affected');
    expect(verdict(containerd('1.6.20~ds1-1+deb12u2'), 'CVE-2024-40635', 'containerd')).toBe('possibly-affected');
  });
});

describe('judging Podman', () => {
  const podman = (version: string, change: Partial<EngineFacts> = {}): EngineFacts =>
    facts(version, { product: 'podman', platform: 'linux/amd64/debian-12', ...change });

  test('by its own advisories, as a build of its distribution', () => {
    expect(match(podman('4.3.1'), 'CVE-2025-9566', 'podman')).toMatchObject({
      verdict: 'possibly-affected',
      fixedIn: ['5.6.1'],
    });
    expect(verdict(podman('5.8.6'), 'CVE-2025-9566', 'podman')).toBe('not-affected');
    expect(verdict(podman('5.5.0', { platform: '' }), 'CVE-2025-9566', 'podman')).toBe('affected');
    expect(matchAdvisories(podman('4.3.1')).some(({ component: part }) => part === 'engine')).toBe(false);
  });

  test('finds runc in the paragraph that stands for its version', () => {
    const said = component(
      'OCI Runtime (runc)',
      'runc version 1.1.5+ds1 commit: 1.1.5+ds1-1+deb12u1 spec: 1.0.2-dev go: go1.19.8',
    );
    expect(verdict(podman('4.3.1', { components: [said] }), 'CVE-2024-21626', 'runc')).toBe('not-affected');
    const crun = component('OCI Runtime (crun)', 'crun version 1.8.1 commit: f8a096b');
    expect(match(podman('4.3.1', { components: [crun] }), 'CVE-2024-21626', 'runc')).toBeUndefined();
  });
});

describe('createRiskJudge', () => {
  test('judges as one by one, and shares what equal engines have', () => {
    const judge = createRiskJudge(DAY);
    const engines = ['20.10.5', '27.3.1', '20.10.5'].map((version) => facts(version));
    const risks = engines.map(judge);
    expect(risks).toEqual(engines.map((engine) => judgeRisk(engine, DAY)));
    expect(risks[2]).toBe(risks[0]);
    // Nothing of the host itself is looked at.
    const other: EngineFacts = { ...facts('20.10.5'), kernelVersion: '9' };
    expect(judge(other)).toBe(risks[0]);
  });

  test('takes no more memory for engines without end', () => {
    const judge = createRiskJudge(DAY);
    for (let i = 0; i < 1_000; i += 1) judge(facts(`20.10.${i}`));
    expect(judge(facts('19.3.1'))).toEqual(judgeRisk(facts('19.3.1'), DAY));
    expect(judge(facts('19.3.1'))).not.toBe(judge(facts('19.3.1')));
  });
});

describe('judgeRisk', () => {
  test('is silent where the tables are: other products count their releases in their own way', () => {
    expect(judgeRisk(facts('20.10.43', { product: 'balena' }), DAY)).toBeUndefined();
    expect(judgeRisk(facts('swarm/1.2.9', { product: 'swarm-classic' }), DAY)).toBeUndefined();
  });

  test('leaves out what plainly does not apply', () => {
    expect(judgeRisk(facts('29.7.2'), DAY)?.advisories).toEqual([]);
    const kept = judgeRisk(runc('1.1.5+ds1', '1.1.5+ds1-1+deb12u1'), DAY)?.advisories ?? [];
    expect(kept.filter(({ verdict: word }) => word === 'not-affected').map(({ id }) => id)).toEqual(['CVE-2024-21626']);
  });

  test('says every word of the list', () => {
    const desktop = facts('28.3.2', { platform: 'Docker Desktop 4.44.0 (200123)' });
    const engines = [
      facts('20.10.5'),
      facts('20.10.5', { platform: '' }),
      facts('dev'),
      runc('1.1.5'),
      facts('4.3.1', { product: 'podman' }),
      desktop,
    ];
    const old = facts('20.10.5', { components: [component('containerd', '1.6.20')] });
    const all = [...engines, old].flatMap((engine) => matchAdvisories(engine));
    expect(new Set(all.map((found) => found.verdict))).toEqual(new Set(ADVISORY_VERDICTS));
    expect(new Set(all.map((found) => found.component))).toEqual(new Set(RISK_COMPONENTS));
  });

  test('is judged of hostile answers too', () => {
    const text = fc.oneof(
      fc.string(),
      fc.constantFrom('20.10.24', '1.7.19', 'v1.1.13-0-g58aa9203', '1.1.5+ds1-1+deb12u9999999'),
    );
    const part = fc.record({
      name: fc.constantFrom('containerd', 'runc', 'OCI Runtime (runc)', '__proto__'),
      version: text,
      details: fc.record({ GitCommit: text }),
    });
    fc.assert(
      fc.property(
        text,
        text,
        fc.constantFrom('docker' as const, 'podman' as const),
        fc.array(part),
        (version, platform, product, components) => {
          const risk = judgeRisk(facts(version, { platform, product, components }), DAY);
          for (const { verdict: word } of risk?.advisories ?? []) expect(ADVISORY_VERDICTS).toContain(word);
        },
      ),
    );
  });
});

describe('severity', () => {
  test('is the same for an old engine and a new one', () => {
    const of = (...args: Parameters<typeof engine>) => classify(record([engine(...args)])).severity;
    expect(of(DEBIAN_20_10)).toBe(of(MODERN));
    expect(of({ version: '0.5.0', go: 'go1.1' })).toBe(of({ version: '29.7.2', api: '1.55', go: 'go1.26.5' }));
  });
});
