/** What changed since earlier runs: overdue first, then what is gone, what was accepted, and how it develops. */

import { formatHostPort } from '../../../domain/address.ts';
import { type Acceptance, type Finding, LIFECYCLES } from '../../../domain/finding.ts';
import type { History } from '../../../domain/history.ts';
import type { Report } from '../../../domain/report.ts';
import { compareSeverity, SEVERITIES } from '../../../domain/verdicts.ts';
import { count } from '../../../text/numbers.ts';
import { daysText, dayText, minuteOf } from '../../view/phrases.ts';
import { closingTimes, openedResolved, severityColumns } from './charts.ts';
import { lifecycleBadge, severityBadge } from './severity-marks.ts';
import { type Html, html, join, NOTHING } from './template.ts';

const MAX_LISTED = 100;
/** Said in full beside the counts, since something happened to them. */
const MOVED: ReadonlySet<string> = new Set(['new', 'changed', 'reopened']);

export function changes({ history, findings }: Report): Html {
  if (history === undefined) return NOTHING;
  const { previous } = history;
  const since =
    previous === null
      ? html`<p>This is the first run that is remembered: everything in it is new.</p>`
      : html`<p>Compared with run <code>${previous.run}</code> of ${minuteOf(previous.at)}.</p>`;
  const overdue = findings.filter(({ standing }) => standing?.overdue === true);
  const moved = findings.filter(({ lifecycle, standing }) => MOVED.has(lifecycle ?? '') && standing?.overdue !== true);
  return html`<section id="changes" aria-labelledby="changes-title">
<h2 id="changes-title">What changed</h2>
${since}
${list('Overdue', overdue, 'Nothing is overdue.')}
${previous === null ? NOTHING : list('New, changed or back', moved, 'Nothing new, changed or back.')}
${list('No longer found', history.absent, 'Nothing that was found before is missing.')}
${acceptances(history)}
${trend(history)}
</section>
`;
}

function list(title: string, findings: readonly Finding[], none: string): Html {
  if (findings.length === 0) return html`<h3>${title}</h3><p class="quiet">${none}</p>`;
  const order = [...findings].sort(
    (a, b) =>
      compareSeverity(a.severity, b.severity) ||
      LIFECYCLES.indexOf(a.lifecycle ?? 'new') - LIFECYCLES.indexOf(b.lifecycle ?? 'new') ||
      (b.standing?.daysOpen ?? 0) - (a.standing?.daysOpen ?? 0),
  );
  const more = order.length - MAX_LISTED;
  return html`<h3>${title} <small>${count(findings.length)}</small></h3>
<ul class="moved">${order.slice(0, MAX_LISTED).map(item)}</ul>
${more > 0 ? html`<p class="quiet">And ${count(more)} more.</p>` : NOTHING}`;
}

function item({ severity, lifecycle, address, port, owner, verdict, standing }: Finding): Html {
  const words: (Html | string)[] = [owner, verdict];
  if (standing !== undefined) words.push(`open ${daysText(standing.daysOpen)}`);
  if (standing?.due != null) words.push(`due ${standing.due}`);
  words.push(...(standing?.changes ?? []));
  return html`<li>${severityBadge(severity)} <code>${formatHostPort(address, port)}</code> ${lifecycle === null ? NOTHING : lifecycleBadge(lifecycle)} <span class="quiet">${join(words, ' · ')}</span></li>`;
}

function acceptances({ acceptances: { expired, unmatched, expiring } }: History): Html {
  const parts = [
    acceptanceList('Expired: the finding alarms again', expired),
    acceptanceList('About to expire', expiring),
    acceptanceList('Without a finding: withdraw them', unmatched),
  ];
  if (expired.length + unmatched.length + expiring.length === 0)
    return html`<h3>Acceptances</h3><p class="quiet">None has expired, is about to, or is without a finding.</p>`;
  return html`<h3>Acceptances</h3>${parts}`;
}

function acceptanceList(title: string, acceptances: readonly Acceptance[]): Html {
  if (acceptances.length === 0) return NOTHING;
  const items = acceptances
    .slice(0, MAX_LISTED)
    .map(
      ({ findingId, reason, owner, until, by }) =>
        html`<li><code>${findingId}</code> until <b>${until}</b>: ${reason} <span class="quiet">${owner}, accepted by ${by}</span></li>`,
    );
  return html`<h4>${title} <small>${count(acceptances.length)}</small></h4><ul class="moved">${items}</ul>`;
}

function trend({ trend: points }: History): Html {
  if (points.length < 2) return NOTHING;
  const heads = SEVERITIES.map((severity) => html`<th scope="col" class="number">${severity}</th>`);
  const rows = points.map(({ at, severities, opened, resolved, meanDaysToClose }) => {
    const numbers = [...SEVERITIES.map((severity) => severities[severity]), opened, resolved];
    const days = meanDaysToClose === null ? '' : String(Math.round(meanDaysToClose * 10) / 10);
    return html`<tr><th scope="row">${dayText(at)}</th>${numbers.map((n) => html`<td class="number">${count(n)}</td>`)}<td class="number">${days}</td></tr>`;
  });
  return html`<h3>The last ${points.length} runs</h3>
<div class="charts">${severityColumns(points)}${openedResolved(points)}${closingTimes(points)}</div>
<details><summary>The same as numbers</summary><div class="scroll" role="region" tabindex="0" aria-label="Numbers of the last runs"><table>
<thead><tr><th scope="col">Run</th>${heads}<th scope="col" class="number">opened</th><th scope="col" class="number">resolved</th><th scope="col" class="number">days to close</th></tr></thead>
<tbody>${rows}</tbody></table></div></details>`;
}
