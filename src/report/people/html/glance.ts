/** Numbers at a glance, each of which leads to what it counts, and what to do first. */

import { LIFECYCLES, type Lifecycle } from '../../../domain/finding.ts';
import type { Report } from '../../../domain/report.ts';
import { SEVERITIES } from '../../../domain/verdicts.ts';
import { count, plural } from '../../../text/numbers.ts';
import { countStandings } from '../../view/changes.ts';
import { groupByCase } from '../../view/groups.ts';
import { settledPhrases } from '../../view/phrases.ts';
import type { Worklist } from '../../view/worklist.ts';
import { LIFECYCLE_MEANINGS, lifecycleBadge, severityBadge, severityShape, variantOf } from './severity-marks.ts';
import { type Html, html, join, NOTHING } from './template.ts';

const MAX_ACTIONS = 5;

/** The link of a count: to the list of changes that has as many rows. */
const LISTS: Readonly<Partial<Record<Lifecycle, string>>> = {
  new: 'moved',
  changed: 'moved',
  reopened: 'moved',
  resolved: 'closed',
  unverified: 'silent',
  accepted: 'settled',
};

export function glance(report: Report, worklist: Worklist): Html {
  const { counts, open, informational } = worklist;
  const tiles = SEVERITIES.map((severity) => {
    const n = counts.severities[severity];
    return html`<li class="tile ${severity}${n === 0 ? ' none' : ''}"><b>${count(n)}</b><span>${severityShape(severity)}${severity}</span></li>`;
  });
  const silent = counts.states.unverified;
  if (report.history !== undefined)
    tiles.push(
      html`<li class="tile silent${silent === 0 ? ' none' : ''}"><b>${count(silent)}</b><span>unverified</span></li>`,
    );
  if (informational.length > 0)
    tiles.push(html`<li class="tile"><b>${count(informational.length)}</b><span>for information</span></li>`);
  return html`<section id="glance" aria-labelledby="glance-title">
<h2 id="glance-title">At a glance</h2>
<ul class="tiles">${tiles}</ul>
${asides(worklist)}
${standings(report, worklist)}
${firstActions(groupByCase(open, report.explanations))}
</section>
`;
}

/** A note on findings that the tiles count twice, and on those that they do not count. */
function asides({ counts, rows }: Worklist): Html {
  const silent =
    counts.states.unverified === 0
      ? NOTHING
      : html`The unverified ones are counted with their severity too: they were exposed when they were last seen. `;
  const settled = settledPhrases(rows);
  const beside =
    settled.length === 0 ? NOTHING : html`Not counted above: <a href="#settled">${settled.join(', ')}</a>.`;
  return silent === NOTHING && beside === NOTHING ? NOTHING : html`<p class="quiet">${silent}${beside}</p>`;
}

function standings({ history }: Report, { rows, counts }: Worklist): Html {
  if (history === undefined)
    return html`<p class="quiet">This run was not compared with earlier ones: nothing here says what is new or repaired.</p>`;
  const standing = countStandings(rows);
  const items = LIFECYCLES.map((word) => {
    const n = standing[word];
    const list = LISTS[word];
    const isListed = n > 0 && list !== undefined && (list !== 'moved' || history.previous !== null);
    const number = html`<b>${count(n)}</b>`;
    return html`<li>${lifecycleBadge(word)} ${isListed ? html`<a href="#${list}">${number}</a>` : number}<span class="sr">, ${LIFECYCLE_MEANINGS[word]}</span></li>`;
  });
  const overdue =
    counts.overdue === 0
      ? html`<li>nothing overdue</li>`
      : html`<li class="overdue"><a href="#overdue"><b>${count(counts.overdue)}</b> overdue</a></li>`;
  return html`<ul class="counts" aria-label="Findings by how they stand against earlier runs">${items}${overdue}</ul>`;
}

function firstActions(cases: ReturnType<typeof groupByCase>): Html {
  if (cases.length === 0) return NOTHING;
  const items = cases.slice(0, MAX_ACTIONS).map(({ severity, key, explanation, rows }) => {
    const owners = new Set(rows.map(({ finding }) => finding.owner));
    const [only = ''] = owners;
    const silent = rows.filter(({ work }) => work === 'unverified').length;
    const facts = [
      plural(rows.length, 'endpoint'),
      ...(silent > 0 ? [`${count(silent)} of them unverified`] : []),
      owners.size === 1 ? only : plural(owners.size, 'owner'),
    ];
    return html`<li>${severityBadge(severity)} <b>${explanation?.title ?? key}</b>${variantOf(key)} <span class="quiet">${join(facts, ', ')}</span><br>${explanation?.summary ?? ''}</li>`;
  });
  const more = cases.length - MAX_ACTIONS;
  return html`<h3>What to do first</h3>
<ol class="actions">${items}</ol>
${more > 0 ? html`<p class="quiet"><a href="#findings">${plural(more, 'more kind')} of finding</a> below.</p>` : NOTHING}`;
}
