import { describe, expect, it } from 'vitest';
import { classify, explanationFor, listExplanations } from '../../src/classify/classify.ts';
import { PRODUCTS, type ProbeRecord, QUALIFIERS, SEVERITIES, VERDICTS } from '../../src/model.ts';
import { attempt, record } from '../fixtures/answers/build.ts';
import { DEBIAN_20_10, engine } from '../fixtures/answers/generations.ts';
import { CASES } from '../fixtures/answers/table.ts';

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

  it('has a fixture for every word', () => {
    const judged = CASES.map(({ record }) => classify(record));
    expect(new Set(judged.map(({ verdict }) => verdict))).toEqual(new Set(VERDICTS));
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

describe('explanationFor', () => {
  it('refuses a key that no judgement has', () => {
    for (const key of ['', 'nonsense', 'engine-mtls/nonsense', '__proto__', 'constructor', 'forbidden/__proto__']) {
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
