/** One kind of finding of one owner: what it means and what to do once, then a row for each endpoint. */

import { formatHostPort, parseAddress } from '../../../domain/address.ts';
import type { Explanation } from '../../../domain/explanation.ts';
import { isOverdue, isSettled, type ReportRow } from '../../../domain/exposure.ts';
import type { Finding } from '../../../domain/finding.ts';
import { count, plural } from '../../../text/numbers.ts';
import type { Case } from '../../view/groups.ts';
import { daysText, dayText } from '../../view/phrases.ts';
import { checksFor, WHEN_TO_CHECK } from '../../view/verify-command.ts';
import { facts } from './facts-list.ts';
import { lifecycleBadge, severityBadge, severityShape, variantOf } from './severity-marks.ts';
import { type Html, html, join, NOTHING } from './template.ts';

/** A link that a page may carry; anything else stays text. */
const WEB_LINK = /^https:\/\/[^\s"'<>\\]+$/;

/**
 * In pieces, since one kind may have all the rows of a page.
 * @param label name of the table for screen readers
 */
export function* caseBlock(group: Case, label: string): Iterable<Html> {
  const { severity, key, explanation, rows } = group;
  const name = explanation?.title ?? key;
  const title = html`<h4>${severityBadge(severity)} <span>${name}</span>${variantOf(key)} <small>${plural(rows.length, 'endpoint')}</small></h4>`;
  // Informational findings are folded away.
  const folded = severity === 'info';
  yield folded ? html`<details class="case info-case"><summary>${title}</summary>` : html`<div class="case">${title}`;
  if (explanation !== undefined) yield caseText(explanation);
  yield tableHead(`${name}, ${label}: ${count(rows.length)}`);
  for (const one of rows) yield row(one);
  yield folded ? html`</table></details>\n` : html`</table></div>\n`;
}

/** Accepted and declared findings of one owner: rows without steps. */
export function* settledBlock(rows: readonly ReportRow[], label: string): Iterable<Html> {
  yield html`<details class="case info-case"><summary><h4><span>${label}</span> <small>${plural(rows.length, 'endpoint')}</small></h4></summary>`;
  yield tableHead(`Accepted and declared, ${label}: ${count(rows.length)}`);
  for (const one of rows) yield row(one);
  yield html`</table></details>\n`;
}

function caseText(explanation: Explanation): Html {
  const { summary, meaning, proved, follows, notTested, remediation, references, cvss, key } = explanation;
  const part = (name: string, text: string): Html =>
    text === '' ? NOTHING : html`<div><h5>${name}</h5><p>${text}</p></div>`;
  return html`${summary === '' ? NOTHING : html`<p class="next"><b>Next:</b> ${summary}</p>`}
<details class="text"><summary>What was proved, what follows, and the steps</summary>
<p>${meaning}</p>
<div class="three">${part('What was proved', proved)}${part('What follows', follows)}${part('What was not tested', notTested)}</div>
${remediation.length === 0 ? NOTHING : html`<h5>Steps, in this order</h5><ol class="steps">${remediation.map((step) => html`<li>${step}</li>`)}</ol>`}
${references.length === 0 ? NOTHING : html`<h5>References</h5><ul class="references">${references.map(({ id, title, url }) => html`<li>${reference(id, url)} ${title}</li>`)}</ul>`}
<p class="quiet">Rule <code>${key}</code>${cvss === undefined ? '' : html`; CVSS ${cvss.score.toFixed(1)} <code>${cvss.vector}</code>, our own judgement`}.</p>
</details>`;
}

function reference(id: string, url: string | undefined): Html {
  if (url === undefined || !WEB_LINK.test(url)) return html`<b>${id}</b>`;
  return html`<a href="${url}" rel="noreferrer noopener">${id}</a>`;
}

const COLUMNS = ['Endpoint', 'What answered', 'Certificate', 'Standing'];

function tableHead(caption: string): Html {
  const heads = COLUMNS.map((title) => html`<th scope="col">${title}</th>`);
  return html`<table class="findings"><caption class="sr">${caption}</caption>
<thead><tr>${heads}</tr></thead>
`;
}

function row(one: ReportRow): Html {
  const { finding } = one;
  const { severity, standing } = finding;
  const place = formatHostPort(finding.address, finding.port);
  const mark = one.work === 'unverified' ? html` class="silent"` : isSettled(one) ? html` class="settled"` : NOTHING;
  return html`<tbody${mark} data-severity="${severity}" data-lifecycle="${standingWord(one)}" data-overdue="${isOverdue(one) ? 'yes' : ''}">
<tr><th scope="row" data-key="${addressKey(finding)}">${severityShape(severity)}<code>${place}</code></th><td>${whatAnswered(finding)}</td><td>${certificateText(finding)}</td><td data-key="${standing?.openSince ?? finding.firstSeen}">${standingText(one)}</td></tr>
<tr class="more"><td colspan="4"><details><summary><span class="sr">Facts of ${place}: </span>${finding.evidence}</summary>${facts(finding)}${isSettled(one) ? NOTHING : checks(finding)}</details></td></tr></tbody>
`;
}

/** Sorts as addresses do, IPv4 first. */
function addressKey({ address, port }: Finding): string {
  const parsed = parseAddress(address);
  if (parsed === undefined) return address;
  return `${parsed.family}${parsed.value.toString(16).padStart(32, '0')}:${String(port).padStart(5, '0')}`;
}

function whatAnswered({ product, engine, verdict, qualifiers }: Finding): Html {
  const name = [product, engine?.version ?? ''].filter((text) => text !== '').join(' ');
  const system = [engine?.os ?? '', engine?.arch ?? ''].filter((text) => text !== '').join('/');
  const marks = qualifiers.map((word) => html` <span class="qualifier">${word}</span>`);
  return html`${name === '' ? verdict : name}${marks}${system === '' ? '' : html` <span class="quiet">${system}</span>`}`;
}

function certificateText({ tls, transport, lastSeen }: Finding): Html {
  const certificate = tls?.certificate;
  if (certificate === undefined)
    return html`<span class="quiet">${transport === 'tls' ? 'none seen' : 'no TLS'}</span>`;
  const { subject, validTo, selfSigned } = certificate;
  const end = dayText(validTo);
  const expired = validTo < lastSeen;
  return html`${subject} <span class="quiet">${selfSigned ? 'self-signed, ' : ''}${expired ? html`<b>expired ${end}</b>` : `until ${end}`}</span>`;
}

/** The filter word of a row: its lifecycle, or its work state; empty where nothing was compared. */
export function standingWord({ work, finding: { lifecycle } }: ReportRow): string {
  return work === 'unverified' || work === 'accepted' || work === 'declared' ? work : (lifecycle ?? '');
}

function standingText(one: ReportRow): Html {
  const { lifecycle, standing, firstSeen, lastSeen, declared } = one.finding;
  const parts: Html[] = [];
  if (lifecycle !== null) parts.push(lifecycleBadge(lifecycle));
  if (standing !== undefined) parts.push(html`<span class="date">${daysText(standing.daysOpen)}</span>`);
  else parts.push(html`<span class="quiet">seen ${dayText(firstSeen)}</span>`);
  if (!one.seen) parts.push(html`<span class="quiet date">last seen ${dayText(lastSeen)}</span>`);
  if (standing?.due != null && !isSettled(one))
    parts.push(
      isOverdue(one)
        ? html`<b class="overdue">overdue since <span class="date">${dayText(standing.due)}</span></b>`
        : html`<span class="quiet date">due ${dayText(standing.due)}</span>`,
    );
  if (standing?.reach !== undefined) parts.push(html`<span class="quiet">reach: ${standing.reach.text}</span>`);
  if (standing?.acceptance != null)
    parts.push(html`<span class="quiet date">until ${dayText(standing.acceptance.until)}</span>`);
  if (declared !== undefined) parts.push(html`<span class="quiet">declared ${declared}</span>`);
  return join(parts, ' ');
}

function checks(finding: Finding): Html {
  const found = checksFor(finding);
  if (found.length === 0) return NOTHING;
  const items = found.map(
    ({ where, command, expect }) =>
      html`<li><span>${where === 'host' ? 'On the host' : 'From outside'}</span><pre><code>${command}</code></pre><span class="quiet">Repaired if: ${expect}.</span></li>`,
  );
  return html`<h5>Verify the repair</h5><p class="quiet">${WHEN_TO_CHECK}</p><ul class="checks">${items}</ul>`;
}
