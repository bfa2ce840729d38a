/** Changes since earlier runs: overdue, changed, silent and closed findings, and the trend. */

import type { ReportRow } from '../../../domain/exposure.ts';
import type { Acceptance } from '../../../domain/finding.ts';
import type { History } from '../../../domain/history.ts';
import type { Report } from '../../../domain/report.ts';
import { SEVERITIES } from '../../../domain/verdicts.ts';
import { count } from '../../../text/numbers.ts';
import { changesOf } from '../../view/changes.ts';
import { daysText, dayText, minuteOf, shownOf } from '../../view/phrases.ts';
import type { Worklist } from '../../view/worklist.ts';
import { closingTimes, openedResolved, severityColumns } from './charts.ts';
import { endpointCode, lifecycleBadge, severityBadge } from './severity-marks.ts';
import { type Html, html, join, NOTHING } from './template.ts';

const MAX_LISTED = 100;

export function changes({ history }: Report, { rows }: Worklist): Html {
  if (history === undefined) return NOTHING;
  const { previous } = history;
  const since =
    previous === null
      ? html`<p>This is the first run that is remembered: everything in it is new.</p>`
      : html`<p>Compared with run <code>${previous.run}</code> of ${minuteOf(previous.at)}.</p>`;
  const { overdue, moved, silent, closed, leftScope, unseen } = changesOf(rows);
  return html`<section id="changes" aria-labelledby="changes-title">
<h2 id="changes-title">What changed</h2>
${since}
${list('overdue', 'Overdue', overdue, 'Nothing is overdue.')}
${previous === null ? NOTHING : list('moved', 'New, changed or back', moved, 'Nothing new, changed or back.')}
${list('silent', 'Not seen again: not seen is not fixed', silent, 'Everything that was exposed was seen again, or is closed.')}
${list('closed', 'Closed', closed, 'Nothing was seen closed.')}
${leftScope.length === 0 ? NOTHING : list('left-scope', 'No longer in the scope', leftScope)}
${unseen.length === 0 ? NOTHING : list('unseen', 'Not seen again, for information', unseen)}
${acceptances(history)}
${trend(history)}
</section>
`;
}

function list(id: string, title: string, rows: readonly ReportRow[], none = ''): Html {
  if (rows.length === 0) return html`<h3 id="${id}">${title}</h3><p class="quiet">${none}</p>`;
  const shown = rows.slice(0, MAX_LISTED);
  const more = rows.length - shown.length;
  return html`<h3 id="${id}">${title} <small>${shownOf(shown.length, rows.length)}</small></h3>
<ul class="moved">${shown.map(item)}</ul>
${more > 0 ? html`<p class="quiet">And ${count(more)} more: see <code>findings.csv</code>.</p>` : NOTHING}`;
}

function item({ finding, work }: ReportRow): Html {
  const { severity, lifecycle, owner, verdict, standing } = finding;
  const words: (Html | string)[] = [owner, verdict];
  if (standing !== undefined) words.push(`open ${daysText(standing.daysOpen)}`);
  if (work === 'unverified') words.push(`last seen ${dayText(finding.lastSeen)}`);
  if (standing?.due != null) words.push(`due ${standing.due}`);
  words.push(...(standing?.changes ?? []));
  return html`<li>${severityBadge(severity)} ${endpointCode(finding)} ${lifecycle === null ? NOTHING : lifecycleBadge(lifecycle)} <span class="quiet">${join(words, ' · ')}</span></li>`;
}

function acceptances({ acceptances: { expired, unmatched, expiring } }: History): Html {
  const parts = [
    acceptanceList('Expired: the finding alarms again', expired),
    acceptanceList('About to expire', expiring),
    acceptanceList('Covering nothing: withdraw them (seawall accept ID --revoke), or change the file', unmatched),
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
        html`<li><code>${findingId || by}</code> until <b>${until}</b>: ${reason} <span class="quiet">${owner}, accepted by ${by}</span></li>`,
    );
  return html`<h4>${title} <small>${shownOf(items.length, acceptances.length)}</small></h4><ul class="moved">${items}</ul>`;
}

function trend({ trend: points }: History): Html {
  if (points.length < 2) return NOTHING;
  const heads = SEVERITIES.map((severity) => html`<th scope="col" class="number">${severity}</th>`);
  const rows = points.map(({ at, severities, opened, resolved, bySilence = 0, meanDaysToClose }) => {
    const numbers = [...SEVERITIES.map((severity) => severities[severity]), opened, resolved - bySilence, bySilence];
    const days = meanDaysToClose === null ? '' : String(Math.round(meanDaysToClose * 10) / 10);
    return html`<tr><th scope="row">${dayText(at)}</th>${numbers.map((n) => html`<td class="number">${count(n)}</td>`)}<td class="number">${days}</td></tr>`;
  });
  return html`<h3>The last ${points.length} runs</h3>
<div class="charts">${severityColumns(points)}${openedResolved(points)}${closingTimes(points)}</div>
<details><summary>The same as numbers</summary><div class="scroll" role="region" tabindex="0" aria-label="Numbers of the last runs"><table>
<thead><tr><th scope="col">Run</th>${heads}<th scope="col" class="number">opened</th><th scope="col" class="number">closed by proof</th><th scope="col" class="number">by silence</th><th scope="col" class="number">days to close</th></tr></thead>
<tbody>${rows}</tbody></table></div></details>`;
}
