/** The head of the page: headline, run, and banners for a partial run and for broken declarations. */

import type { Report } from '../../../domain/report.ts';
import { percentText, plural } from '../../../text/numbers.ts';
import { brokenPhrase, headlineOf, minuteOf, PARTIAL_WORDS, shownOf } from '../../view/phrases.ts';
import type { Worklist } from '../../view/worklist.ts';
import { endpointCode } from './severity-marks.ts';
import { type Html, html, join, NOTHING } from './template.ts';

const MAX_BROKEN = 20;

export function headline(report: Report, { rows }: Worklist, owner: string | undefined): Html {
  const { run } = report;
  const [first = '', ...more] = leadOf(headlineOf(report, rows));
  const subject = owner === undefined ? '' : `For ${owner}: `;
  return html`<header class="top">
<p class="brand"><svg viewBox="0 0 28 12" aria-hidden="true" focusable="false"><path d="M1 9c3 0 3-6 6.5-6S11 9 14 9s3-6 6.5-6S24 9 27 9"/></svg>Seawall <span>Exposure of container engines</span></p>
<h1>${subject}${first}</h1>
${more.length === 0 ? NOTHING : html`<p class="lede">${join(more, html`<br>`)}</p>`}
<p class="meta">${join(
    [
      html`<span>Run <code>${run.id}</code></span>`,
      html`<span>Ended <time datetime="${run.finishedAt}">${minuteOf(run.finishedAt)}</time></span>`,
      html`<span>Seen from <b>${run.vantage}</b></span>`,
      html`<span>${percentText(run.coverage.percent)} of ${plural(run.coverage.endpoints, 'endpoint')} tested</span>`,
    ],
    ' ',
  )}</p>
${partialBanner(report)}
${brokenBanner(report)}
</header>
`;
}

/** The first sentence up to its colon is the title; what follows from it opens the text below. */
function leadOf([first = '', ...more]: readonly string[]): string[] {
  const colon = first.indexOf(': ');
  if (colon < 0) return [first, ...more];
  const rest = first.slice(colon + 2);
  return [first.slice(0, colon), `${rest.charAt(0).toUpperCase()}${rest.slice(1)}`, ...more];
}

function partialBanner({ run }: Report): Html {
  if (run.outcome === 'finished') return NOTHING;
  const why = run.reasons.map((reason) => PARTIAL_WORDS[reason]).join(', ') || 'reason not recorded';
  return html`<p class="banner"><strong>This run is partial</strong> (${why}): ${percentText(run.coverage.percent)} tested. What was not tested may be exposed.</p>`;
}

function brokenBanner({ history }: Report): Html {
  const broken = history?.broken ?? [];
  if (broken.length === 0) return NOTHING;
  const items = broken.slice(0, MAX_BROKEN).map((one) => html`<li>${endpointCode(one)} ${brokenPhrase(one)}</li>`);
  return html`<div class="banner" id="broken"><strong>Not as declared: ${shownOf(items.length, broken.length)}</strong><ul>${items}</ul></div>`;
}
