/** `report.html`: one file that needs nothing else, opens from disk, and runs no script but its own. */

import { createHash } from 'node:crypto';
import type { Report } from '../../../domain/report.ts';
import { dayText } from '../../view/phrases.ts';
import { worklistOf } from '../../view/worklist.ts';
import { changes } from './changes-section.ts';
import { coverage } from './coverage-section.ts';
import { findings } from './findings-section.ts';
import { glance } from './glance.ts';
import { headline } from './headline.ts';
import { addressMap } from './map.ts';
import { runFacts, scope } from './scope-section.ts';
import { SCRIPT } from './script.ts';
import { STYLE } from './style.ts';
import { Html, html } from './template.ts';

export interface PageOptions {
  /** Set where the report is one owner's part of a run. */
  owner?: string;
}

/** Pure; in chunks, one for each owner's kind of finding. */
export function* renderHtml(report: Report, { owner }: PageOptions = {}): Iterable<string> {
  const worklist = worklistOf(report);
  yield head(report, owner).text;
  yield headline(report, worklist, owner).text;
  yield navigation(report).text;
  yield '<main id="main">\n';
  yield glance(report, worklist).text;
  yield addressMap(report, worklist, owner).text;
  for (const part of findings(report, worklist)) yield part.text;
  yield changes(report, worklist).text;
  yield coverage(report, owner).text;
  yield scope(report).text;
  yield runFacts(report.run).text;
  yield foot(report).text;
}

function head({ run }: Report, owner: string | undefined): Html {
  const title = `Seawall: ${owner === undefined ? '' : `${owner}, `}${dayText(run.finishedAt)}`;
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy()}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="robots" content="noindex">
<title>${title}</title>
<style>${new Html(STYLE)}</style>
</head>
<body>
<a class="skip" href="#main">Skip to the findings</a>
`;
}

/** Nothing may be loaded, sent or embedded; the one style and the one script are known by their hashes. */
function policy(): string {
  return `default-src 'none'; style-src '${hashOf(STYLE)}'; script-src '${hashOf(SCRIPT)}'; base-uri 'none'; form-action 'none'`;
}

function hashOf(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}

function navigation({ history }: Report): Html {
  const links = [
    ['glance', 'At a glance'],
    ['map', 'Address map'],
    ['findings', 'Findings'],
    ...(history === undefined ? [] : [['changes', 'What changed']]),
    ['coverage', 'Coverage'],
    ['scope', 'Scope'],
    ['run', 'The run'],
  ];
  return html`<nav aria-label="Sections"><ul>${links.map(([id, name]) => html`<li><a href="#${id}">${name}</a></li>`)}</ul></nav>
`;
}

function foot({ run }: Report): Html {
  return html`</main>
<footer><p>Seawall ${run.version}, run <code>${run.id}</code>. This page lists who is exposed: treat it as confidential. It loads nothing and sends nothing.</p></footer>
<script>${new Html(SCRIPT)}</script>
</body>
</html>
`;
}
