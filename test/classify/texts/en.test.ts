import { describe, expect, it } from 'vitest';
import { classify, listExplanations } from '../../../src/classify/classify.ts';
import { TEXTS } from '../../../src/classify/texts/en.ts';
import { VERDICTS } from '../../../src/domain/verdicts.ts';
import { CASES } from '../../fixtures/answers/table.ts';

describe('TEXTS', () => {
  it('has a text for every verdict', () => {
    for (const verdict of VERDICTS) expect(TEXTS[verdict], verdict).toBeDefined();
    for (const key of Object.keys(TEXTS)) expect(VERDICTS).toContain(key.split('/')[0]);
  });

  it.each(Object.entries(TEXTS))('%s is complete, and short where it must be', (_key, text) => {
    for (const part of [text.title, text.meaning, text.proved, text.follows, text.notTested, text.summary]) {
      expect(part).toMatch(/\S/);
      expect(part).not.toMatch(/\s{2}|\n|^[=+@-]/);
    }
    expect(text.title.length).toBeLessThanOrEqual(80);
    expect(text.summary.length).toBeLessThanOrEqual(160);
    expect(text.remediation.length).toBeGreaterThan(0);
    expect(new Set(text.remediation).size).toBe(text.remediation.length);
  });

  it('gives every case a title of its own, so that no two groups of a summary look alike', () => {
    const titles = Object.values(TEXTS).map(({ title }) => title);
    expect(titles.filter((title, i) => titles.indexOf(title) !== i)).toEqual([]);
  });

  it('says under "proved" what came back to GET /version, wherever an answer came, and nothing of control', () => {
    for (const { key, verdict, proved, meaning } of listExplanations()) {
      const answered = /^(?:engine-(?!mtls)|auth|forbidden|other-service)/.test(verdict) && key !== 'other-service/tls';
      if (answered) expect(proved, key).toMatch(/^GET \/version/);
      expect(`${proved} ${meaning}`, key).not.toMatch(/control(?!.port)|\broot\b|everyone|take over/i);
    }
  });

  it('claims no control behind a filter, a plug-in or a refusal', () => {
    const guarded = ['engine-filtered', 'engine-authz-denied', 'engine-authz-broken', 'engine-refused'];
    for (const key of guarded) {
      const { title, meaning, proved, follows, summary } = TEXTS[key] ?? {};
      expect([title, meaning, proved, follows, summary].join(' '), key).not.toMatch(
        /\broot\b|control|start a container/i,
      );
    }
  });

  it('never calls anything vulnerable: a version says nothing of what a distribution patched', () => {
    for (const explanation of listExplanations()) {
      expect(JSON.stringify(explanation), explanation.key).not.toMatch(/\bvulnerable\b/i);
    }
  });

  it('is used: every variant is reached by some answer', () => {
    const reached = new Set(CASES.map(({ record }) => classify(record).explanation));
    const unreached = Object.keys(TEXTS).filter((key) => !reached.has(key));
    // Products and systems come over TLS and through proxies as they do in plain text: one way stands for all.
    expect(unreached.filter((key) => !/^engine-open-(?:tls|proxied)\//.test(key))).toEqual([]);
  });
});
