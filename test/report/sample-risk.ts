/** The sample report with a judgement of the software's age. */

import { advisoryFor, SNAPSHOT } from '../../src/classify/advisories.ts';
import type { EngineRisk } from '../../src/domain/advisory.ts';
import type { Report } from '../../src/domain/report.ts';
import { sampleReport } from './sample.ts';

export function sampleRisk(): EngineRisk {
  return {
    line: '20.10',
    status: 'ended',
    supportEnds: '2023-12-10',
    notes: ['the answer names no containerd: its faults were not looked for'],
    advisories: [
      { id: 'CVE-2024-21626', component: 'runc', verdict: 'possibly-affected', fixedIn: ['1.1.12'] },
      { id: 'CVE-2024-41110', component: 'engine', verdict: 'affected', fixedIn: ['23.0.15', '25.0.6'] },
      { id: 'CVE-2025-9074', component: 'desktop', verdict: 'not-comparable', fixedIn: [] },
    ],
  };
}

export function reportWithRisk(report: Report = sampleReport()): Report {
  const ids = sampleRisk().advisories.map(({ id }) => id);
  return {
    ...report,
    findings: report.findings.map((finding) =>
      finding.engine === undefined ? finding : { ...finding, risk: sampleRisk() },
    ),
    advisories: { snapshot: SNAPSHOT, known: Object.fromEntries(ids.map((id) => [id, advisoryFor(id)])) },
  };
}

/** Notes and reasons are our own words, but may quote a version. */
export function hostileRisk(text: string): Report {
  const report = reportWithRisk();
  for (const { risk } of report.findings) if (risk !== undefined) Object.assign(risk, { line: text, notes: [text] });
  return report;
}
