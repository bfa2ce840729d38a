import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, test } from 'vitest';
import { LIFECYCLES } from '../../../src/domain/finding.ts';
import type { Report } from '../../../src/domain/report.ts';
import { renderOcsf } from '../../../src/report/machine/ocsf.ts';
import schema from '../../fixtures/schemas/ocsf-detection-finding.schema.json' with { type: 'json' };
import { comparedReport, hostileAnswers, hostileCompared } from '../compared.ts';
import { expectGolden } from '../golden.ts';
import { emptyReport, HOSTILE_TEXTS, partialReport, sampleFinding, sampleReport } from '../sample.ts';
import { workReport } from '../sample-work.ts';

const validate = new Ajv2020({ allErrors: true, strictTypes: false }).compile(schema);

interface Event extends Record<string, unknown> {
  activity_id: number;
  activity_name: string;
  status: string;
  severity: string;
  type_uid: number;
  class_uid: number;
  time: number;
  finding_info: { uid: string };
}

function render(report: Report): Event[] {
  const lines = [...renderOcsf(report)].join('').split('\n');
  expect(lines.pop()).toBe('');
  return lines.map((line) => {
    const event = JSON.parse(line) as Event;
    validate(event);
    expect(validate.errors).toBeNull();
    expect(event.type_uid).toBe(event.class_uid * 100 + event.activity_id);
    return event;
  });
}

describe('renderOcsf', () => {
  test('writes the golden file from the sample report', () => {
    expectGolden('findings.ocsf.jsonl', [...renderOcsf(comparedReport())].join(''));
  });

  test('has what the class requires, in words of its lists', () => {
    for (const report of [sampleReport(), comparedReport(), workReport(), partialReport()]) render(report);
    expect(render(emptyReport())).toEqual([]);
  });

  test('is refused when an attribute is missing or a word is not on the list', () => {
    const [event] = render(sampleReport());
    expect(validate({ ...event, severity_id: 9 })).toBe(false);
    expect(validate({ ...event, finding_info: undefined })).toBe(false);
    expect(validate({ ...event, time: '2026-03-01' })).toBe(false);
  });

  test('says in the words of OCSF how a finding stands', () => {
    const states = LIFECYCLES.map((lifecycle) => {
      const report = sampleReport([{ ...sampleFinding('10.0.0.1', { verdict: 'auth-required' }), lifecycle }]);
      return [lifecycle, ...render(report).map(({ activity_name, status }) => `${activity_name}, ${status}`)];
    });
    expect(states).toEqual([
      ['new', 'Create, New'],
      ['persisting', 'Update, In Progress'],
      ['changed', 'Update, In Progress'],
      ['reopened', 'Update, New'],
      ['resolved', 'Close, Resolved'],
      ['unverified', 'Update, In Progress'],
      ['accepted', 'Update, Suppressed'],
    ]);
  });

  test('closes what is resolved, at the end of this run', () => {
    const report = comparedReport();
    const closed = render(report).filter(({ activity_name }) => activity_name === 'Close');
    expect(closed).toEqual([
      expect.objectContaining({
        finding_info: expect.objectContaining({
          uid: 'f-fd00:20::99-2375',
          last_seen_time: Date.UTC(2026, 1, 28, 2, 0, 5),
        }),
        time: Date.parse(report.run.finishedAt),
      }),
    ]);
  });

  test('calls the mildest severity by its name there', () => {
    expect(render(sampleReport()).map(({ severity }) => severity)).toContain('Informational');
  });

  test('writes IPv6 addresses bare', () => {
    const event = render(sampleReport()).find(({ finding_info }) => finding_info.uid.includes('fd00'));
    expect(JSON.stringify(event)).toContain('"dst_endpoint":{"ip":"fd00:20::1c","port":2375}');
  });

  test.each([...HOSTILE_TEXTS, 'x'.repeat(100_000)].map((text) => [JSON.stringify(text.slice(0, 40)), text]))(
    'is valid with %s everywhere',
    (_, text) => {
      for (const report of [hostileCompared(text), hostileAnswers(text)]) {
        render(report);
        const rendered = [...renderOcsf(report)].join('');
        expect(rendered.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}]/u);
        expect(rendered.length).toBeLessThan(2_000_000);
      }
    },
  );
});
