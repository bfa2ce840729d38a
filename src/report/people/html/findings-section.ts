/** The findings: who must act in one table, then each owner's endpoints, as many as a browser shows without effort. */

import { isOverdue, type ReportRow } from '../../../domain/exposure.ts';
import type { Report } from '../../../domain/report.ts';
import { SEVERITIES } from '../../../domain/verdicts.ts';
import { count, plural } from '../../../text/numbers.ts';
import { groupByCase, groupByOwner, type OwnerGroup, overdueFirst } from '../../view/groups.ts';
import { shownOf } from '../../view/phrases.ts';
import type { Worklist } from '../../view/worklist.ts';
import { caseBlock, settledBlock, standingWord } from './case.ts';
import { severityShape } from './severity-marks.ts';
import { type Html, html, join, NOTHING } from './template.ts';

/** Rows on the page: the worst. The rest is in the CSV. */
export const MAX_ROWS = 2000;
const MAX_SETTLED = 500;
const MAX_OWNERS = 300;

const MAIL = /^[\w.+-]+@[\w-]+(?:\.[\w-]+)+$/;

/** In pieces, since this is nearly all of a large page. */
export function* findings(report: Report, worklist: Worklist): Iterable<Html> {
  yield html`<section id="findings" aria-labelledby="findings-title">
<h2 id="findings-title">Findings</h2>
`;
  if (worklist.findings.length + worklist.settled.length === 0)
    yield html`<p>Nothing that answered. What was tested is under <a href="#coverage">coverage</a>.</p>`;
  else {
    yield* byOwner(report, worklist);
    yield* settledBlocks(worklist.settled);
  }
  yield html`</section>
`;
}

function* byOwner({ explanations }: Report, worklist: Worklist): Iterable<Html> {
  const { findings: all } = worklist;
  const shown = overdueFirst(all).slice(0, MAX_ROWS);
  const groups = groupByOwner(shown);
  const links = new Map(groups.map(({ owner }, i) => [owner, `owner-${i + 1}`]));
  yield ownersTable(groupByOwner(all), links);
  if (shown.length < all.length)
    yield html`<p class="banner">The worst ${shownOf(shown.length, all.length)} findings are on this page; all of them are in <code>findings.csv</code>.</p>`;
  yield controls([...shown, ...worklist.settled.slice(0, MAX_SETTLED)]);
  for (const { owner, contacts: who, work } of groups) {
    yield html`<section class="owner" id="${links.get(owner) ?? ''}">
<h3>${ownerName(owner)} <small>${contacts(who)}</small></h3>
`;
    for (const part of groupByCase(work.rows, explanations)) yield* caseBlock(part, ownerName(owner));
    yield html`</section>
`;
  }
}

/** Accepted and declared findings: at the end, without steps. */
function* settledBlocks(settled: readonly ReportRow[]): Iterable<Html> {
  if (settled.length === 0) return;
  const shown = settled.slice(0, MAX_SETTLED);
  yield html`<section class="owner" id="settled">
<h3>Accepted and declared: not in the counts above <small>${shownOf(shown.length, settled.length)}</small></h3>
`;
  for (const { owner, work } of groupByOwner(shown)) yield* settledBlock(work.rows, ownerName(owner));
  yield html`</section>
`;
}

function ownerName(owner: string): string {
  return owner === '' ? 'no owner named' : owner;
}

function ownersTable(groups: readonly OwnerGroup[], links: ReadonlyMap<string, string>): Html {
  const heads = SEVERITIES.map(
    (severity) => html`<th scope="col" class="number">${severityShape(severity)}${severity}</th>`,
  );
  const rows = groups.slice(0, MAX_OWNERS).map(({ owner, contacts: who, work: { counts, informational } }) => {
    const link = links.get(owner);
    const name = link === undefined ? html`${ownerName(owner)}` : html`<a href="#${link}">${ownerName(owner)}</a>`;
    const cells = [
      ...SEVERITIES.map((severity) => number(counts.severities[severity], severity)),
      number(counts.states.unverified, 'unverified'),
      number(counts.overdue, 'overdue'),
      number(informational.length, 'for information'),
    ];
    return html`<tr><th scope="row">${name}</th><td data-label="contact">${contacts(who)}</td>${cells}</tr>`;
  });
  const more = groups.length - MAX_OWNERS;
  return html`<table class="owners"><caption>Who must act</caption>
<thead><tr><th scope="col">Owner</th><th scope="col">Contact</th>${heads}<th scope="col" class="number">unverified</th><th scope="col" class="number">overdue</th><th scope="col" class="number">for information</th></tr></thead>
<tbody>${rows}</tbody></table>
${more > 0 ? html`<p class="quiet">And ${plural(more, 'more owner')}: see <code>findings.csv</code>.</p>` : NOTHING}`;
}

function number(n: number, label: string): Html {
  return html`<td class="number${n === 0 ? ' zero' : ''}" data-label="${label}">${count(n)}</td>`;
}

export function contacts(list: readonly string[]): Html {
  return join(
    list.map((contact) => (MAIL.test(contact) ? html`<a href="mailto:${contact}">${contact}</a>` : html`${contact}`)),
    ', ',
  );
}

/** For the script, which shows them: without it, they would be dead. */
function controls(rows: readonly ReportRow[]): Html {
  const present = SEVERITIES.filter((severity) => rows.some(({ finding }) => finding.severity === severity));
  const boxes = present.map(
    (severity) =>
      html`<label><input type="checkbox" name="severity" value="${severity}" checked>${severityShape(severity)}${severity}</label>`,
  );
  const states = [...new Set(rows.map(standingWord))].filter((word) => word !== '').sort();
  const options = states.map((word) => html`<option value="${word}">${word}</option>`);
  const overdue = rows.some(isOverdue) ? html`<option value="overdue">overdue</option>` : NOTHING;
  const standing = html`<label>Standing <select id="standing"><option value="">all</option>${overdue}${options}</select></label>`;
  return html`<form id="controls" role="search" aria-label="Findings on this page" hidden>
<label class="search">Search <input type="search" id="search" autocomplete="off" placeholder="address, version, certificate, evidence"></label>
<fieldset><legend>Severity</legend>${boxes}</fieldset>
${states.length > 0 ? standing : NOTHING}
<output id="shown" aria-live="polite"></output>
</form>
`;
}
