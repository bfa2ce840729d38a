/** The README's picture is what the summary says of a fixed report; UPDATE_GOLDEN=1 draws it again. */

import { describe, expect, it } from 'vitest';
import { classify, explanationFor } from '../../src/classify/classify.ts';
import type { Finding } from '../../src/domain/finding.ts';
import type { Report } from '../../src/domain/report.ts';
import { SEVERITIES, VERDICTS } from '../../src/domain/verdicts.ts';
import { renderSummary } from '../../src/terminal/summary.ts';
import { caseNamed } from '../fixtures/answers/table.ts';
import { expectGolden } from './golden.ts';
import { drawTerminal } from './picture.ts';
import { sampleFinding, sampleReport } from './sample.ts';

const COLUMNS = 80;

const SEEN: readonly [address: string, owner: string, answer: string, port?: number][] = [
  ['10.20.0.5', 'platform', 'A11 28.5'],
  ['10.20.0.17', 'build farm', 'A13 29.7'],
  ['10.20.0.77', 'build farm', 'A18 Debian 20.10'],
  ['10.20.0.80', 'data', 'A15 Desktop'],
  ['10.20.0.31', 'data', 'A17 rootless'],
  ['10.20.0.9', 'platform', 'C1 plug-in denies'],
  ['10.20.0.12', 'web', 'E1 basic auth in plain text'],
  ['10.20.0.40', 'platform', 'D9 TLS 1.3, alert 116', 2376],
  ['10.20.0.41', 'platform', 'F1 SSH'],
];

function picturedReport(): Report {
  const findings = SEEN.map(([address, owner, answer, port = 2375]): Finding => {
    const judgement = classify({ ...caseNamed(answer).record, address, port });
    return { ...sampleFinding(address, { verdict: judgement.verdict }), ...judgement, owner, port };
  });
  const rank = ({ severity, verdict }: Finding): number =>
    SEVERITIES.indexOf(severity) * VERDICTS.length + VERDICTS.indexOf(verdict);
  findings.sort((a, b) => rank(a) - rank(b));
  const explanations = Object.fromEntries(findings.map(({ explanation: key }) => [key, explanationFor(key)]));
  return { ...sampleReport(findings), explanations };
}

function picturedText(): string {
  const { run } = picturedReport();
  const summary = renderSummary(picturedReport(), {
    ...{ width: COLUMNS, color: true, folder: `reports/${run.id}` },
    files: ['findings.csv', 'findings.json', 'run.json'],
  });
  return `$ seawall audit targets/office.yaml\n${summary}`;
}

describe('the picture of the README', () => {
  it('shows what the summary prints today', () => {
    expectGolden('../../.github/summary.svg', drawTerminal('Terminal summary of an audit', picturedText(), COLUMNS));
  });

  it('shows the whole summary, each severity in its colour, inside its frame', () => {
    const svg = drawTerminal('x', picturedText(), COLUMNS);
    const [, width = '0', height = '0'] = /width="(\d+)" height="(\d+)"/.exec(svg) ?? [];
    const pieces = [...svg.matchAll(/<text x="([\d.]+)" y="(\d+)" fill="(#\w+)".*? textLength="([\d.]+)">([^<]*)/g)];
    expect(pieces.length).toBeGreaterThan(30);
    for (const [, x, y, , length] of pieces) {
      expect(Number(x) + Number(length)).toBeLessThanOrEqual(Number(width) - 10);
      expect(Number(y)).toBeLessThan(Number(height) - 10);
    }
    const colour = (word: string) => pieces.find(([, , , , , text]) => text?.trim().startsWith(word))?.[3];
    expect(new Set(['critical', 'high', 'medium'].map(colour)).size).toBe(3);
    expect(pieces.at(-1)?.[5]).toContain('findings.csv');
    expect(svg).not.toContain('\u001b');
  });

  it('escapes what means something in SVG', () => {
    expect(drawTerminal('a & b', 'x < y & z', COLUMNS)).toContain('>x &lt; y &amp; z</text>');
  });
});
