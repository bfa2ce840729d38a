/** The text of `seawall plan`: what an audit of a scope would probe. */

import { type ReviewedAcceptance, type ReviewState, reviewState, reviewsWithin } from '../domain/review.ts';
import { daysLeftIfEnding, portsOf, type Scope, scopeKeyOf } from '../domain/scope.ts';
import { dayOf, isoOf } from '../domain/time.ts';
import { terminalText } from '../text/escape.ts';

export interface PlanOptions {
  /** Connections per second, overall and per /24 or /64; null for no limit. */
  rate: number | null;
  prefixRate: number | null;
  timeout: number;
  retries: number;
  concurrency: number;
  shard: { index: number; count: number };
  /** Seconds that a second look at so many silent endpoints takes. */
  secondLook?: (silent: number) => number;
  /** Those beside the scope files. */
  acceptances?: readonly ReviewedAcceptance[];
  /** Milliseconds since 1970. */
  now: number;
}

export function renderPlan(scope: Scope, options: PlanOptions): string {
  const lines = ['Plan: nothing was sent.', '', ...scopeLines(scope, options), '', 'Authorised ranges'];
  for (const range of scope.ranges) {
    const { authorization } = range;
    const days = daysLeftIfEnding(authorization, options.now);
    const soon = days === undefined ? '' : `  (expires in ${days} days)`;
    lines.push(`  ${show(range.text)}  ${number(range.addresses)} addresses, owner ${show(range.owner)}`);
    lines.push(
      `      ${show(authorization.reference)} by ${show(authorization.by)}, until ${authorization.until}${soon}`,
    );
    if (range.addresses === 0) lines.push('      nothing left: exclusions or smaller ranges cover it');
  }
  if (scope.removals.length > 0) lines.push('', 'Taken out');
  for (const { text, reason, addresses } of scope.removals)
    lines.push(`  ${show(text)}  ${number(addresses)} addresses, ${show(reason)}`);
  const { index, count } = options.shard;
  // More shards than endpoints leave some shards without work.
  const endpoints = Math.ceil(Math.max(0, scope.endpoints - (index - 1)) / count);
  lines.push('', 'Work');
  const ports = portsOf(scope);
  // A pack of ports has a line of its own: who approves the audit must see each number.
  if (ports.length > FEW_PORTS) lines.push(`  ${ports.length} ports:`, ...inLines(ports));
  const some = ports.length > FEW_PORTS ? `${ports.length} ports` : `ports ${ports.join(', ')}`;
  lines.push(`  ${number(scope.addresses)} addresses, ${some}: ${number(scope.endpoints)} endpoints`);
  if (count > 1) lines.push(`  shard ${index}/${count}: ${number(endpoints)} of them`);
  lines.push(
    `  ${rateText(options)}`,
    `  ${durationText(scope, endpoints, options)}`,
    `  digest ${scope.digest.slice(0, 23)}`,
    '',
  );
  return lines.join('\n');
}

/** What history calls the scope, from where it is looked at, and what is accepted in it. */
function scopeLines(scope: Scope, { acceptances = [], now }: PlanOptions): string[] {
  const lines = ['Scope', `  ${show(scopeKeyOf(scope))}`];
  for (const { name, stands } of scope.vantages ?? []) lines.push(`  vantage ${show(name)}: ${stands}`);
  if (acceptances.length === 0) return lines;
  const day = dayOf(isoOf(now));
  const within = reviewsWithin(acceptances, scope);
  const inState = (state: ReviewState) => within.filter((review) => reviewState(review, day) === state);
  const [inForce, notBegun, expired] = [inState('in-force'), inState('not-begun'), inState('expired')];
  const counts = [`${number(inForce.length)} in force`];
  if (notBegun.length > 0) counts.push(`${number(notBegun.length)} not begun`);
  if (expired.length > 0) counts.push(`${number(expired.length)} expired`);
  if (within.length < acceptances.length)
    counts.push(`${number(acceptances.length - within.length)} for other addresses`);
  lines.push(`  reviewed acceptances: ${counts.join(', ')}`);
  for (const { target, owner, until } of expired.slice(0, FEW_EXPIRED))
    lines.push(`      ${show(target)} expired on ${until}, owner ${show(owner)}`);
  if (expired.length > FEW_EXPIRED) lines.push(`      and ${number(expired.length - FEW_EXPIRED)} more expired`);
  return lines;
}

const FEW_EXPIRED = 5;

/** Ports that fit into the line of the endpoints. */
const FEW_PORTS = 5;
const PORTS_PER_LINE = 10;

function inLines(ports: readonly number[]): string[] {
  const starts = [...ports.keys()].filter((at) => at % PORTS_PER_LINE === 0);
  return starts.map((at) => `      ${ports.slice(at, at + PORTS_PER_LINE).join(', ')}`);
}

function rateText({ rate, prefixRate }: PlanOptions): string {
  return `at most ${rate ?? 'any number of'} connections per second, ${prefixRate ?? 'any number'} in one /24 or /64`;
}

/** From "everything refuses at once" to "everything is silent through every retry". */
function durationText(scope: Scope, endpoints: number, options: PlanOptions): string {
  const { rate, prefixRate, timeout, retries, concurrency, secondLook = () => 0 } = options;
  const tries = retries + 1;
  const widest = scope.spans.reduce((most, { size, ports }) => Math.max(most, Math.min(size, 256) * ports.length), 0);
  const floor = prefixRate === null ? 0 : widest / prefixRate;
  const quick = Math.max(rate === null ? 0 : endpoints / rate, floor);
  const silent = Math.max(
    rate === null ? 0 : (endpoints * tries) / rate,
    floor * tries,
    ((endpoints * tries) / concurrency) * (timeout / 1_000),
  );
  const [least, most] = [duration(quick), duration(silent + timeout / 1_000 + secondLook(endpoints))];
  return least === most
    ? `about ${least}, and what open ports take`
    : `about ${least} if all refuse, ${most} if all are silent; and what open ports take`;
}

function duration(seconds: number): string {
  if (seconds < 90) return `${Math.max(1, Math.ceil(seconds))} s`;
  if (seconds < 5_400) return `${Math.ceil(seconds / 60)} min`;
  return seconds < 172_800 ? `${Math.ceil(seconds / 360) / 10} h` : `${Math.ceil(seconds / 8_640) / 10} days`;
}

function number(value: number): string {
  return value.toLocaleString('en');
}

/** The file's own text; it may still hold what a terminal would obey. */
function show(text: string): string {
  return terminalText(text, 60);
}
