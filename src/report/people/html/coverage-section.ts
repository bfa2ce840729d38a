/** Coverage of a run on the page: what was tested, and what was not and why. A quiet run is not a clean one. */

import { SWEEP_STATES } from '../../../domain/endpoint.ts';
import type { Report } from '../../../domain/report.ts';
import type { RunRecord } from '../../../domain/run.ts';
import { count, percentText, plural } from '../../../text/numbers.ts';
import { NOT_TESTED_WORDS } from '../../view/coverage.ts';
import { missedSentences, unaskedSentences } from '../../view/miss-rate.ts';
import { spentSentences } from '../../view/spent.ts';
import { shareBar } from './charts.ts';
import { type Html, html, NOTHING } from './template.ts';

const MAX_RANGES = 300;
const MAX_FAULTS = 20;

export function coverage(report: Report, owner: string | undefined): Html {
  const { run } = report;
  return html`<section id="coverage" aria-labelledby="coverage-title">
<h2 id="coverage-title">Coverage</h2>
<p><b>${count(run.coverage.tested)}</b> of ${plural(run.coverage.endpoints, 'endpoint')} tested (${percentText(run.coverage.percent)})${shardText(run)}, on ${plural(run.scope.addresses, 'address')} of the authorised ranges.</p>
${states(run)}
${notTested(run)}
${confidence(report, owner)}
${owner === undefined ? probes(run) : NOTHING}
${ranges(run)}
</section>
`;
}

function shardText({ options: { shard } }: RunRecord): string {
  return shard.count > 1 ? `, shard ${shard.index} of ${shard.count}` : '';
}

function states(run: RunRecord): Html {
  const parts = SWEEP_STATES.map((name) => ({ name, n: run.states[name] }));
  const words = parts.map(({ name, n }) => `${name.replace('-', ' ')} ${count(n)}`).join(', ');
  const items = parts.map(
    ({ name, n }) => html`<li><span class="key part-${name}"></span>${name.replace('-', ' ')} <b>${count(n)}</b></li>`,
  );
  return html`${shareBar(parts, `Endpoints by state: ${words}`)}<ul class="keys">${items}</ul>`;
}

function notTested({ notTested: reasons, states: { 'not-tested': total } }: RunRecord): Html {
  if (total === 0) return NOTHING;
  const items = Object.entries(reasons)
    .filter(([, n]) => n > 0)
    .sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
    .slice(0, MAX_FAULTS)
    .map(([reason, n]) => html`<li>${NOT_TESTED_WORDS.get(reason) ?? reason}: <b>${count(n)}</b></li>`);
  return html`<h3>Not tested, and so unknown</h3><ul>${items}</ul>`;
}

/** The miss rate of the whole run; it is not known of one owner's part. */
function confidence({ run }: Report, owner: string | undefined): Html {
  const silent = run.states.filtered;
  const measured = missedSentences(run).map(({ text }) => text);
  const unmeasured = `This run did not measure how many open ports such a silence hides${silent === 0 ? '' : `; ${plural(silent, 'endpoint')} stayed silent`}.`;
  const said = owner !== undefined ? '' : measured.length === 0 ? `${unmeasured} ` : `${measured.join(' ')} `;
  return html`<p class="quiet">Tested means that an endpoint gave an answer, or none after every try. ${said}What is closed to this vantage may be open to another.</p>`;
}

function probes(run: RunRecord): Html {
  const {
    probes: { done, faulted },
    states: { open },
    faults,
  } = run;
  const failed = faulted === 0 ? '' : `; ${plural(faulted, 'probe')} failed on our side`;
  const more = faults.length - MAX_FAULTS;
  return html`<p>Asked ${count(done)} of ${plural(open, 'open endpoint')}${failed}.</p>${[...unaskedSentences(run), ...spentSentences(run)].map((text) => html`<p>${text}</p>`)}
${faults.length === 0 ? NOTHING : html`<h3>What failed</h3><ul>${faults.slice(0, MAX_FAULTS).map((fault) => html`<li>${fault}</li>`)}</ul>${more > 0 ? html`<p>And ${count(more)} more: see <code>run.json</code>.</p>` : NOTHING}`}`;
}

function ranges({ ranges: all }: RunRecord): Html {
  const rows = all.slice(0, MAX_RANGES).map(({ range, owner, authorized, states: counts }) => {
    const tested = authorized - counts['not-tested'];
    const share = authorized === 0 ? 100 : (100 * tested) / authorized;
    const cells = SWEEP_STATES.map(
      (name) =>
        html`<td class="number${counts[name] === 0 ? ' zero' : ''}" data-label="${name.replace('-', ' ')}">${count(counts[name])}</td>`,
    );
    return html`<tr><th scope="row"><code>${range}</code></th><td data-label="owner">${owner}</td><td class="number" data-label="endpoints">${count(authorized)}</td><td class="number" data-label="tested">${percentText(share)}</td>${cells}</tr>`;
  });
  const more = all.length - MAX_RANGES;
  const heads = SWEEP_STATES.map((name) => html`<th scope="col" class="number">${name.replace('-', ' ')}</th>`);
  return html`<details><summary>Each range</summary><table class="stack"><caption class="sr">Coverage of each range</caption>
<thead><tr><th scope="col">Range</th><th scope="col">Owner</th><th scope="col" class="number">endpoints</th><th scope="col" class="number">tested</th>${heads}</tr></thead>
<tbody>${rows}</tbody></table>${more > 0 ? html`<p class="quiet">And ${plural(more, 'more range')}: see <code>run.json</code>.</p>` : NOTHING}</details>`;
}
