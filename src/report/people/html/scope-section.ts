/** The authorised ranges with who authorised them until when, and the options of the run. */

import type { Report } from '../../../domain/report.ts';
import type { RunRecord } from '../../../domain/run.ts';
import { type AuthorizedRange, daysLeftIfEnding } from '../../../domain/scope.ts';
import { count, plural } from '../../../text/numbers.ts';
import { minuteOf } from '../../view/phrases.ts';
import { contacts } from './findings-section.ts';
import { type Html, html, join, NOTHING } from './template.ts';

const MAX_RANGES = 300;
const MAX_REMOVALS = 100;

export function scope({ scope: { ranges, removals, addresses, endpoints }, run }: Report): Html {
  const rows = ranges.slice(0, MAX_RANGES).map((range) => rangeRow(range, run.finishedAt));
  const more = ranges.length - MAX_RANGES;
  return html`<section id="scope" aria-labelledby="scope-title">
<h2 id="scope-title">Scope and authorisation</h2>
<p>${plural(addresses, 'address')} and ${plural(endpoints, 'endpoint')} were authorised; nothing else was touched. The scope is <code>${run.scope.digest}</code>.</p>
<table class="stack"><caption class="sr">Authorised ranges</caption>
<thead><tr><th scope="col">Range</th><th scope="col">Owner</th><th scope="col">Authorised by</th><th scope="col">Until</th><th scope="col" class="number">addresses</th><th scope="col">From</th></tr></thead>
<tbody>${rows}</tbody></table>
${more > 0 ? html`<p class="quiet">And ${plural(more, 'more range')}: see <code>run.json</code>.</p>` : NOTHING}
${removals.length === 0 ? NOTHING : html`<h3>Left out of the ranges</h3><ul>${removals.slice(0, MAX_REMOVALS).map(({ reason, text, addresses: n }) => html`<li><code>${text}</code> ${reason} <span class="quiet">${plural(n, 'address')}</span></li>`)}</ul>${removals.length > MAX_REMOVALS ? html`<p class="quiet">And ${count(removals.length - MAX_REMOVALS)} more.</p>` : NOTHING}`}
</section>
`;
}

function rangeRow({ text, owner, contact, authorization, addresses, file, line }: AuthorizedRange, at: string): Html {
  const { by, reference, until } = authorization;
  const left = daysLeftIfEnding(authorization, Date.parse(at));
  const warning =
    left === undefined
      ? NOTHING
      : html` <b class="overdue">${left < 0 ? 'expired' : left === 0 ? 'last day' : `${plural(left, 'day')} left`}</b>`;
  return html`<tr><th scope="row"><code>${text}</code></th><td data-label="owner">${owner} <span class="quiet">${contacts([contact])}</span></td><td data-label="authorised by">${by} <span class="quiet">${reference}</span></td><td data-label="until">${until}${warning}</td><td class="number" data-label="addresses">${count(addresses)}</td><td data-label="from"><code>${file}:${line}</code></td></tr>`;
}

export function runFacts(run: RunRecord): Html {
  const { options } = run;
  const limit = (n: number | null): string => (n === null ? 'no limit' : count(n));
  const facts: [name: string, value: Html | string][] = [
    ['run', html`<code>${run.id}</code>`],
    ['seawall', run.version],
    ['vantage', run.vantage],
    ['started', minuteOf(run.startedAt)],
    ['ended', minuteOf(run.finishedAt)],
    ['resumed', run.resumedAt.length === 0 ? '' : html`${join(run.resumedAt.map(minuteOf), ', ')}`],
    ['outcome', [run.outcome, ...run.reasons].join(', ')],
    ['scope files', html`${join(run.scope.files, ', ')}`],
    ['engine', options.engine],
    ['ports', options.ports.length === 0 ? 'of the scope files' : options.ports.join(', ')],
    ['rate', `${limit(options.rate)} per second, ${limit(options.prefixRate)} per /24 or /64`],
    ['in flight', `${count(options.concurrency)} connections, ${count(options.probes)} probes`],
    ['timeout', `${count(options.timeout)} ms, ${plural(options.retries, 'retry')}`],
    ['seed, shard', `${options.seed}, ${options.shard.index} of ${options.shard.count}`],
  ];
  const rows = facts
    .filter(([, value]) => value !== '')
    .map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`);
  return html`<section id="run" aria-labelledby="run-title">
<h2 id="run-title">The run</h2>
<dl class="run">${rows}</dl>
<p class="quiet">Each open port was asked for <code>GET /version</code>, over one connection at a time. No other path, no credentials, no redirect, nothing that changes state.</p>
</section>
`;
}
