/** The description of `findings.json`. */

import { z } from 'zod';
import type { Advisory, AdvisoryBook } from '../../src/domain/advisory.ts';
import type { Explanation, Reference } from '../../src/domain/explanation.ts';
import { WORK_STATES, type WorkCounts } from '../../src/domain/exposure.ts';
import type { Report } from '../../src/domain/report.ts';
import { SEVERITIES } from '../../src/domain/verdicts.ts';
import { FINDINGS_SCHEMA, type ListedFinding } from '../../src/report/machine/json.ts';
import { finding } from './finding.ts';
import { history } from './history.ts';
import { run, severity, verdict } from './run.ts';
import { addedLater, count, countsBy, day, exactly, text, texts, toJsonSchema } from './shapes.ts';

/** What `renderJson` writes. */
interface FindingsFile extends Pick<Report, 'run' | 'explanations' | 'advisories' | 'history'> {
  schema: typeof FINDINGS_SCHEMA;
  work: WorkCounts;
  findings: ListedFinding[];
}

const score = z.number().min(0).max(10);

const explanation = exactly<Explanation>()({
  key: text,
  verdict,
  severity,
  title: text,
  meaning: text,
  proved: text,
  follows: text,
  notTested: text,
  summary: text,
  remediation: texts,
  references: z.array(
    exactly<Reference>()({ id: text, title: text, url: z.string().meta({ format: 'uri' }).exactOptional() }),
  ),
  cvss: exactly<NonNullable<Explanation['cvss']>>()({ vector: text, score }).exactOptional(),
}).meta({ id: 'explanation', description: 'What people are told of a verdict.' });

const advisory = exactly<Advisory>()({
  id: text,
  meaning: text,
  source: text,
  url: text,
  cvss: exactly<NonNullable<Advisory['cvss']>>()({
    score,
    vector: text.exactOptional(),
    system: z.enum(['CVSS 3', 'CVSS 4.0']),
  })
    .exactOptional()
    .meta({ description: 'As published; absent where the record was not read.' }),
}).meta({ id: 'advisory' });

const advisoryBook = exactly<AdvisoryBook>()({
  snapshot: day.meta({ description: 'What was published later is not in it.' }),
  known: z.record(text, advisory),
});

const workCounts = exactly<WorkCounts>()({
  states: countsBy(WORK_STATES),
  severities: countsBy(SEVERITIES).meta({ description: 'Of open work.' }),
  open: count.meta({ description: '`open` and `unverified` together.' }),
  overdue: count,
}).meta({
  id: 'workCounts',
  description: 'Of the findings and the absent ones: the numbers of every headline, metric and message.',
});

const findingsFile = exactly<FindingsFile>()({
  schema: z.literal(FINDINGS_SCHEMA),
  run,
  explanations: z.record(text, explanation).meta({ description: 'By key.' }),
  advisories: advisoryBook.exactOptional().meta({
    description: 'What was known of advisories when findings were judged. Absent where no finding has a `risk`.',
  }),
  work: addedLater(workCounts),
  findings: z.array(finding).meta({ description: 'Worst first, then by address and port.' }),
  history: history.exactOptional(),
});

export function findingsJsonSchema(): Record<string, unknown> {
  return toJsonSchema(findingsFile, {
    $id: 'urn:seawall:findings:1',
    title: 'Seawall findings',
    description:
      'The content of `findings.json`. Within version 1 fields and words are only added: ignore what you do not know.',
  });
}
