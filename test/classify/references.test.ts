import { describe, expect, it } from 'vitest';
import * as references from '../../src/classify/references.ts';
import { RULES } from '../../src/classify/rules.ts';

describe('references', () => {
  const used = RULES.flatMap((rule) => rule.references);

  it('name the edition where ids move between editions', () => {
    for (const { id } of used.filter(({ id }) => id.startsWith('CIS'))) expect(id).toMatch(/^CIS Docker 1\.6\.0 \d/);
    expect(used.map(({ id }) => id)).toContain('CIS Docker 1.6.0 2.7');
  });

  it('link to the catalogue entry that they name', () => {
    for (const { id, url } of used.filter(({ url }) => url !== undefined)) {
      const number = id.replace(/^\D+/, '');
      expect(url).toMatch(/^https:\/\/(cwe|attack)\.mitre\.org\//);
      expect(url).toContain(number);
    }
  });

  it('put missing authentication and container deployment behind every open engine', () => {
    for (const rule of RULES.filter(({ verdict }) => verdict.startsWith('engine-open'))) {
      const ids = rule.references.map(({ id }) => id);
      expect(ids).toEqual(expect.arrayContaining(['CWE-306', 'T1610', 'T1133', 'CIS Docker 1.6.0 2.7']));
      expect(rule.cvss).toEqual({ vector: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:C/C:H/I:H/A:H', score: 10 });
    }
  });

  it('have no id twice in one rule', () => {
    for (const rule of RULES) {
      const ids = rule.references.map(({ id }) => id);
      expect(new Set(ids).size, rule.verdict).toBe(ids.length);
    }
  });

  it('have scores that fit their vectors', () => {
    expect(references.VERSION_ONLY_CVSS).toEqual({
      vector: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:L/I:N/A:N',
      score: 5.3,
    });
  });
});
