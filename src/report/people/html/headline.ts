/** The top of the page: what a manager reads, and what to do first. */

import { LIFECYCLES } from '../../../domain/finding.ts';
import type { Report } from '../../../domain/report.ts';
import { SEVERITIES } from '../../../domain/verdicts.ts';
import { count, percentText } from '../../../text/numbers.ts';
import { groupByCase } from '../../view/groups.ts';
import { meaningOf, minuteOf, PARTIAL_WORDS, plural } from '../../view/phrases.ts';
import { LIFECYCLE_MEANINGS, lifecycleBadge, severityBadge, severityShape, variantOf } from './severity-marks.ts';
import { type Html, html, join, NOTHING } from './template.ts';

const MAX_ACTIONS = 5;

export function headline(report: Report, owner: string | undefined): Html {
  const { run } = report;
  const [first = '', ...more] = leadOf(meaningOf(report));
  const subject = owner === undefined ? '' : `For ${owner}: `;
  return html`<header class="top">
<p class="brand"><svg viewBox="0 0 28 12" aria-hidden="true" focusable="false"><path d="M1 9c3 0 3-6 6.5-6S11 9 14 9s3-6 6.5-6S24 9 27 9"/></svg>Seawall <span>Exposure of container engines</span></p>
<h1>${subject}${first}</h1>
${more.length === 0 ? NOTHING : html`<p class="lede">${join(more, ' ')}</p>`}
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

export function glance(report: Report): Html {
  const { findings } = report;
  const tiles = SEVERITIES.map((severity) => {
    const n = findings.filter((finding) => finding.severity === severity).length;
    return html`<li class="tile ${severity}${n === 0 ? ' none' : ''}"><b>${count(n)}</b><span>${severityShape(severity)}${severity}</span></li>`;
  });
  return html`<section id="glance" aria-labelledby="glance-title">
<h2 id="glance-title">At a glance</h2>
<ul class="tiles">${tiles}</ul>
${lifecycleCounts(report)}
${firstActions(report)}
</section>
`;
}

function lifecycleCounts({ history }: Report): Html {
  if (history === undefined)
    return html`<p class="quiet">This run was not compared with earlier ones: nothing here says what is new or repaired.</p>`;
  const items = LIFECYCLES.map(
    (word) =>
      html`<li>${lifecycleBadge(word)} <b>${count(history.counts[word])}</b><span class="sr">, ${LIFECYCLE_MEANINGS[word]}</span></li>`,
  );
  const overdue =
    history.overdue === 0
      ? html`<li>nothing overdue</li>`
      : html`<li class="overdue"><a href="#changes"><b>${count(history.overdue)}</b> overdue</a></li>`;
  return html`<ul class="counts" aria-label="Findings by how they stand against earlier runs">${items}${overdue}</ul>`;
}

function firstActions(report: Report): Html {
  const cases = groupByCase(report).filter(({ severity }) => severity !== 'info');
  if (cases.length === 0) return NOTHING;
  const items = cases.slice(0, MAX_ACTIONS).map(({ severity, key, explanation, findings }) => {
    const owners = new Set(findings.map(({ owner }) => owner));
    const [only = ''] = owners;
    const whose = owners.size === 1 ? only : plural(owners.size, 'owner');
    return html`<li>${severityBadge(severity)} <b>${explanation?.title ?? key}</b>${variantOf(key)} <span class="quiet">${plural(findings.length, 'endpoint')}, ${whose}</span><br>${explanation?.summary ?? ''}</li>`;
  });
  const more = cases.length - MAX_ACTIONS;
  return html`<h3>What to do first</h3>
<ol class="actions">${items}</ol>
${more > 0 ? html`<p class="quiet">${plural(more, 'more kind')} of finding below.</p>` : ''}`;
}
