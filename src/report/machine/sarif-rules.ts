/** The rules of a SARIF run: one per explanation that a result names. Their texts never name a host: readers share them. */

import type { Explanation } from '../../domain/explanation.ts';
import type { ReportRow } from '../../domain/exposure.ts';
import type { Report } from '../../domain/report.ts';
import type { Severity } from '../../domain/verdicts.ts';
import { sarifText } from '../../text/escape.ts';
import { PARAGRAPH_CHARACTERS } from '../../text/limits.ts';
import { cweOf, explanationOf, line } from '../view/facts.ts';

export interface SarifRule extends Record<string, unknown> {
  id: string;
}

export const LEVELS = { critical: 'error', high: 'error', medium: 'warning', low: 'note', info: 'note' } as const;

/** From GitHub's bands and DefectDojo's: critical from 9, high from 7, medium from 4, low above 0. */
const BANDS: Readonly<Record<Severity, [floor: number, usual: number, below: number]>> = {
  critical: [9, 9.5, 10.1],
  high: [7, 8, 9],
  medium: [4, 5.5, 7],
  low: [0.1, 2, 4],
  info: [0, 0, 0.1],
};

const MAX_TAGS = 20;

/** Those that the rows name; sorted by id, so that the order in which findings came up does not show. */
export function rulesOf(report: Report, rows: readonly ReportRow[]): SarifRule[] {
  const rules = new Map<string, Explanation>();
  for (const { finding } of rows) {
    if (!rules.has(finding.explanation)) rules.set(finding.explanation, explanationOf(report, finding));
  }
  return [...rules].sort(([a], [b]) => (a < b ? -1 : 1)).map(([id, explanation]) => ruleOf(id, explanation));
}

function ruleOf(id: string, explanation: Explanation): SarifRule {
  const { title, summary, references, severity } = explanation;
  const url = references.find((reference) => isUrl(reference.url))?.url;
  return {
    id,
    name: nameOf(id),
    shortDescription: { text: sarifText(title, PARAGRAPH_CHARACTERS) || id },
    fullDescription: { text: sarifText(explanation.meaning || title, PARAGRAPH_CHARACTERS) || id },
    help: { text: helpOf(explanation) || sarifText(summary, PARAGRAPH_CHARACTERS) || id },
    helpUri: url,
    defaultConfiguration: { level: LEVELS[severity] },
    properties: {
      precision: 'high',
      'security-severity': securitySeverity(explanation),
      tags: tagsOf(explanation).slice(0, MAX_TAGS),
    },
  };
}

/** `EngineOpenPlaintextRootless`; undefined where it would say what the id says, which the standard forbids. */
function nameOf(id: string): string | undefined {
  const name = id.replace(/(?:^|[^A-Za-z0-9]+)([A-Za-z0-9]?)/g, (_, first: string) => first.toUpperCase());
  return name.toLowerCase() === id.toLowerCase() ? undefined : name;
}

function helpOf({ proved, follows, notTested, remediation }: Explanation): string {
  const parts: [name: string, text: string][] = [
    ['Proved', proved],
    ['What follows', follows],
    ['Not tested', notTested],
    ...remediation.map((step, i): [string, string] => [`Step ${i + 1}`, step]),
  ];
  return parts
    .filter(([, text]) => text !== '')
    .map(([name, text]) => `${name}: ${sarifText(text, PARAGRAPH_CHARACTERS)}`)
    .join('\n');
}

/** The sourced score where it lies in the severity's band, so that both are read alike. */
function securitySeverity({ severity, cvss }: Explanation): string {
  const [floor, usual, below] = BANDS[severity];
  const score = cvss !== undefined && cvss.score >= floor && cvss.score < below ? cvss.score : usual;
  return score.toFixed(1);
}

function tagsOf(explanation: Explanation): string[] {
  const cwe = cweOf(explanation);
  const ids = explanation.references.map(({ id }) => line(id, 60)).filter((id) => id !== '' && !id.startsWith('CWE-'));
  return [...new Set(['security', ...(cwe === undefined ? [] : [`external/cwe/cwe-${cwe}`]), ...ids])];
}

function isUrl(url: string | undefined): boolean {
  return url !== undefined && /^https:\/\/[\w.-]+(?:\/[\w./?#=&%~+:@!,-]*)?$/.test(url);
}
