/** The findings: who must act in one table, then each owner's endpoints, as many as a browser shows without effort. */

import type { Report } from '../../../domain/report.ts';
import { SEVERITIES } from '../../../domain/verdicts.ts';
import { count } from '../../../text/numbers.ts';
import { groupByOwner, type OwnerGroup, overdueFirst } from '../../view/groups.ts';
import { plural } from '../../view/phrases.ts';
import { caseBlock } from './case.ts';
import { severityShape } from './severity-marks.ts';
import { type Html, html, join, NOTHING } from './template.ts';

/** Rows on the page: the worst. The rest is in the CSV. */
export const MAX_ROWS = 2000;
const MAX_OWNERS = 300;

const MAIL = /^[\w.+-]+@[\w-]+(?:\.[\w-]+)+$/;

/** In pieces, since this is nearly all of a large page. */
export function* findings(report: Report): Iterable<Html> {
  yield html`<section id="findings" aria-labelledby="findings-title">
<h2 id="findings-title">Findings</h2>
`;
  if (report.findings.length === 0)
    yield html`<p>Nothing that answered. What was tested is under <a href="#coverage">coverage</a>.</p>`;
  else yield* byOwner(report);
  yield html`</section>
`;
}

function* byOwner(report: Report): Iterable<Html> {
  const all = groupByOwner(report);
  const hidden = report.findings.length - MAX_ROWS;
  const shown =
    hidden > 0 ? groupByOwner({ ...report, findings: overdueFirst(report.findings).slice(0, MAX_ROWS) }) : all;
  const links = new Map(shown.map(({ owner }, i) => [owner, `owner-${i + 1}`]));
  yield ownersTable(all, links);
  if (hidden > 0)
    yield html`<p class="banner">The worst ${count(MAX_ROWS)} of ${count(report.findings.length)} findings are on this page; all of them are in <code>findings.csv</code>.</p>`;
  yield controls(report);
  for (const group of shown) {
    yield html`<section class="owner" id="${links.get(group.owner) ?? ''}">
<h3>${ownerName(group.owner)} <small>${contacts(group.contacts)}</small></h3>
`;
    for (const part of group.cases) yield* caseBlock(part, ownerName(group.owner));
    yield html`</section>
`;
  }
}

function ownerName(owner: string): string {
  return owner === '' ? 'no owner named' : owner;
}

function ownersTable(groups: readonly OwnerGroup[], links: ReadonlyMap<string, string>): Html {
  const heads = SEVERITIES.map(
    (severity) => html`<th scope="col" class="number">${severityShape(severity)}${severity}</th>`,
  );
  const rows = groups.slice(0, MAX_OWNERS).map(({ owner, contacts: who, severities, overdue }) => {
    const link = links.get(owner);
    const name = link === undefined ? html`${ownerName(owner)}` : html`<a href="#${link}">${ownerName(owner)}</a>`;
    const cells = SEVERITIES.map((severity) => number(severities[severity], severity));
    return html`<tr><th scope="row">${name}</th><td data-label="contact">${contacts(who)}</td>${cells}${number(overdue, 'overdue')}</tr>`;
  });
  const more = groups.length - MAX_OWNERS;
  return html`<table class="owners"><caption>Who must act</caption>
<thead><tr><th scope="col">Owner</th><th scope="col">Contact</th>${heads}<th scope="col" class="number">overdue</th></tr></thead>
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
function controls({ findings: all }: Report): Html {
  const present = SEVERITIES.filter((severity) => all.some((finding) => finding.severity === severity));
  const boxes = present.map(
    (severity) =>
      html`<label><input type="checkbox" name="severity" value="${severity}" checked>${severityShape(severity)}${severity}</label>`,
  );
  const states = [...new Set(all.flatMap(({ lifecycle }) => lifecycle ?? []))].sort();
  const options = states.map((word) => html`<option value="${word}">${word}</option>`);
  const overdue = all.some(({ standing }) => standing?.overdue === true);
  const standing = html`<label>Standing <select id="standing"><option value="">all</option>${overdue ? html`<option value="overdue">overdue</option>` : ''}${options}</select></label>`;
  return html`<form id="controls" role="search" aria-label="Findings on this page" hidden>
<label class="search">Search <input type="search" id="search" autocomplete="off" placeholder="address, version, certificate, evidence"></label>
<fieldset><legend>Severity</legend>${boxes}</fieldset>
${states.length > 0 ? standing : NOTHING}
<output id="shown" aria-live="polite"></output>
</form>
`;
}
