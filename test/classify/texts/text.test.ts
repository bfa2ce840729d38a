import { describe, expect, it } from 'vitest';
import { classify, listExplanations } from '../../../src/classify/classify.ts';
import { ruleOf } from '../../../src/classify/rules.ts';
import { vary } from '../../../src/classify/texts/text.ts';
import { CASES } from '../../fixtures/answers/table.ts';
import { isJudgedByItsRule } from '../../helpers/probe.ts';

const EXPLANATIONS = listExplanations();

describe('the English texts', () => {
  it.each(EXPLANATIONS)('of $key are complete, and short where they must be', (text) => {
    for (const part of [text.title, text.meaning, text.proved, text.follows, text.notTested, text.summary]) {
      expect(part).toMatch(/\S/);
      expect(part).not.toMatch(/\s{2}|\n|^[=+@-]/);
    }
    expect(text.title.length).toBeLessThanOrEqual(80);
    expect(text.summary.length).toBeLessThanOrEqual(160);
    expect(text.remediation.length).toBeGreaterThan(0);
    expect(new Set(text.remediation).size).toBe(text.remediation.length);
  });

  it('give every case a title of its own, so that no two groups of a summary look alike', () => {
    const titles = EXPLANATIONS.map(({ title }) => title);
    expect(titles.filter((title, i) => titles.indexOf(title) !== i)).toEqual([]);
  });

  it('say under "proved" what came back to GET /version, wherever an answer came, and nothing of control', () => {
    for (const { key, verdict, proved, meaning } of EXPLANATIONS) {
      const answered = /^(?:engine-(?!mtls)|auth|forbidden|other-service)/.test(verdict);
      if (answered) expect(proved, key).toMatch(/^GET \/version/);
      expect(`${proved} ${meaning}`, key).not.toMatch(/control(?!.(?:port|plane))|\broot\b|everyone|take over/i);
    }
  });

  it('claim no control behind a filter, a plug-in or a refusal', () => {
    const guarded = ['engine-filtered', 'engine-authz-denied', 'engine-authz-broken', 'engine-refused'];
    for (const { key, title, meaning, proved, follows, summary } of EXPLANATIONS.filter(({ key }) =>
      guarded.includes(key),
    )) {
      expect([title, meaning, proved, follows, summary].join(' '), key).not.toMatch(
        /\broot\b|control|start a container/i,
      );
    }
  });

  it('never call anything vulnerable: a version says nothing of what a distribution patched', () => {
    for (const explanation of EXPLANATIONS) {
      expect(JSON.stringify(explanation), explanation.key).not.toMatch(/\bvulnerable\b/i);
    }
  });

  it('are used: every variant is reached by some recorded answer', () => {
    const reached = new Set(CASES.map(({ record }) => classify(record).explanation));
    const unreached = EXPLANATIONS.filter(({ key, verdict }) => !reached.has(key) && !isJudgedByItsRule(verdict));
    // Products and systems come over TLS and through proxies as they do in plain text: one way stands for all.
    expect(unreached.map(({ key }) => key).filter((key) => !/^engine-open-(?:tls|proxied)\//.test(key))).toEqual([]);
  });
});

describe('vary', () => {
  it('changes what is named and leaves the base alone', () => {
    const base = ruleOf('engine-mtls').texts.en[''];
    const varied = vary(base, { title: 'other', severity: 'high' });
    expect(varied).toEqual({ ...base, title: 'other', severity: 'high' });
    expect(base.title).not.toBe('other');
  });
});
