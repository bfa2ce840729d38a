/** Options that choose among the findings of history. */

import { type PlacePattern, parsePlace } from '../domain/address.ts';
import { CLOSINGS, type Closing } from '../domain/finding.ts';
import { ASKED_STATES, type AskedState } from '../domain/finding-filter.ts';
import { type Interval, readInterval } from '../domain/interval.ts';
import { REACHES, type Reach } from '../domain/reach.ts';
import { SEVERITIES, type Severity, VERDICTS } from '../domain/verdicts.ts';
import type { OptionSpec } from './command.ts';
import { OptionError, parseDay, parseDays, parseVantage } from './options.ts';

/** The parsed FILTER_OPTIONS. */
export interface FilterFlags {
  address?: PlacePattern;
  range?: Interval;
  owner?: string;
  vantage?: string;
  reach?: Reach;
  product?: string;
  productVersion?: string;
  /** `resolved` is the old name of `closed`. */
  state?: AskedState | 'resolved';
  how?: Closing;
  since?: string;
  severity?: Severity;
  verdict?: string;
  olderThan?: number;
}

export const FILTER_OPTIONS: readonly OptionSpec[] = [
  { flags: '--address <place>', describe: 'at this address, address:port or [IPv6]:port', parse: parsePattern },
  { flags: '--range <range>', describe: 'in this CIDR block or first-last', parse: parseRange },
  { flags: '--owner <name>', describe: 'of this owner' },
  { flags: '--vantage <name>', describe: 'seen from there', parse: parseVantage },
  { flags: '--reach <word>', describe: 'exposed to these strangers, as the declared vantages know', choices: REACHES },
  { flags: '--product <word>', describe: 'of this product' },
  {
    flags: '--product-version <text>',
    describe: 'of this version of it, or its first parts: 20.10',
  },
  {
    flags: '--state <word>',
    describe:
      'in this state; unresolved is open or unverified (default: unresolved; with --how closed, with --since all)',
    choices: [...ASKED_STATES, 'resolved'],
  },
  { flags: '--how <word>', describe: 'closed in this way', choices: CLOSINGS },
  { flags: '--since <day>', describe: 'opened or closed on this day or later: 2026-12-31', parse: parseDay },
  { flags: '--severity <word>', describe: 'of this severity or worse', choices: SEVERITIES },
  { flags: '--verdict <word>', describe: 'of this verdict', choices: VERDICTS },
  { flags: '--older-than <days>', describe: 'open for more than so many days', parse: parseDays },
];

/** The state that is asked for, also where nobody names it. */
export function stateOf({ state, how, since }: FilterFlags): AskedState {
  if (state !== undefined) return state === 'resolved' ? 'closed' : state;
  if (how !== undefined) return 'closed';
  return since === undefined ? 'unresolved' : 'all';
}

function parsePattern(text: string): PlacePattern {
  const place = parsePlace(text);
  if (place === undefined)
    throw new OptionError('an address is wanted, with or without a port: 10.0.0.5:2375, [fd00::5]:2375.');
  return place;
}

function parseRange(text: string): Interval {
  const reading = readInterval(text);
  if ('interval' in reading) return reading.interval;
  throw new OptionError(`${reading.message}.`);
}
