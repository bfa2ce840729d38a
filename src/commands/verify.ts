/** `seawall verify`: probes known open findings again, twice, and prints their state. */

import { randomInt } from 'node:crypto';
import { capacityOf } from '../audit/engine-capacity.ts';
import type { CommandSpec } from '../command-line/command.ts';
import { parseDuration, parseSeverity, parseVantage } from '../command-line/options.ts';
import {
  FAIL_WHEN_OPTION,
  type FailFlags,
  FORMAT_OPTIONS,
  type FormatFlags,
  UNATTENDED_OPTIONS,
} from '../command-line/run-options.ts';
import { DEFAULT_SCOPE, OUT, POLICY } from '../command-line/shared-options.ts';
import { finite, MAX_ADDRESSES, SWEEP_OPTIONS, type SweepFlags } from '../command-line/sweep-options.ts';
import { formatPlace, type Place, type PlacePattern, parsePlace } from '../domain/address.ts';
import { EXIT, type ExitStatus, SeawallError } from '../domain/errors.ts';
import { defaultOptions } from '../domain/run.ts';
import type { Scope } from '../domain/scope.ts';
import { isoNow } from '../domain/time.ts';
import { parseFormats } from '../report/formats.ts';
import { loadAcceptances } from '../scope/acceptances.ts';
import { narrowScope } from '../scope/narrow.ts';
import { loadPolicy } from '../scope/policy.ts';
import { loadScope } from '../scope/scope.ts';
import type { Context } from '../supervise/context.ts';
import { supervise } from '../supervise/run-supervisor.ts';
import type { UnattendedFlags } from '../supervise/unattended.ts';
import { verifyRun } from '../supervise/verify-run.ts';
import { listTargets } from '../supervise/verify-targets.ts';
import { warnOn } from '../supervise/warn.ts';

interface VerifyFlags extends SweepFlags, FormatFlags, FailFlags, Omit<UnattendedFlags, 'quiet'> {
  out: string;
  only?: string[];
  pause: number;
  vantage?: string;
  policy?: string;
  maxAddresses: number;
}

/** An engine that was just restarted may take 16 s until it listens; a minute leaves room for a slow host. */
const PAUSE_MS = 60_000;

export const command: CommandSpec<VerifyFlags> = {
  options: [
    OUT,
    {
      flags: '--only <id>',
      describe: 'this finding alone, by id or place; may be given several times',
      repeatable: true,
    },
    {
      flags: '--pause <time>',
      describe: 'between the two looks; engines may need a minute to listen again',
      parse: parseDuration,
      fallback: PAUSE_MS,
    },
    ...SWEEP_OPTIONS,
    { flags: '--vantage <name>', describe: 'where this machine stands (default: default)', parse: parseVantage },
    POLICY,
    ...FORMAT_OPTIONS,
    {
      flags: '--fail-on <severity>',
      describe: 'exit 1 if something of this severity is still open, or none',
      parse: parseSeverity,
      fallback: 'high',
    },
    FAIL_WHEN_OPTION,
    MAX_ADDRESSES,
    ...UNATTENDED_OPTIONS,
  ],
  run: runVerify,
};

/** Digits and dots, or groups of hexadecimal digits and colons: meant as an address, not as the name of a file. */
const LIKE_A_PLACE = /^(?:\[.*|\d+(?:\.\d+){3}(?::.*)?|[\da-f]*:[\da-f:.]*)$/i;

/** Places of known findings, and paths of scope files. @throws SeawallError USAGE for a malformed place */
function sortWords(words: readonly string[]): { places: PlacePattern[]; paths: string[] } {
  const sorted = { places: [] as PlacePattern[], paths: [] as string[] };
  for (const word of words) {
    const place = parsePlace(word);
    if (place !== undefined) sorted.places.push(place);
    else if (!LIKE_A_PLACE.test(word)) sorted.paths.push(word);
    else {
      const message = `'${word.slice(0, 60)}' is no ADDRESS, ADDRESS:PORT or [IPV6]:PORT (a scope file of that name: ./${word.slice(0, 60)})`;
      throw new SeawallError({ code: 'USAGE', message });
    }
  }
  return sorted;
}

/** A place that is named and cannot be looked at is an error, never silence. @throws SeawallError USAGE */
function requireAuthorized(scope: Scope, places: readonly PlacePattern[], known: readonly Place[]): void {
  const outside = places.find(({ address, port }) => {
    const own = known.filter((one) => one.address === address && (port === undefined || one.port === port));
    return narrowScope(scope, own) === undefined;
  });
  if (outside === undefined) return;
  const message = `${formatPlace(outside)} is outside this scope: name the scope file that authorises it, and its port; nothing was sent`;
  throw new SeawallError({ code: 'USAGE', message });
}

async function runVerify(words: readonly string[], flags: VerifyFlags, context: Context): Promise<ExitStatus> {
  const { clock, stderr, descriptors } = context;
  const { places, paths } = sortWords(words);
  const { out, only = [], vantage = 'default', pause: pauseMs } = flags;
  const files = paths.length > 0 ? paths : [DEFAULT_SCOPE];
  const formats = parseFormats(flags.format);
  const deadlines = await loadPolicy(flags.policy, files);
  const reviews = await loadAcceptances(files);
  const whole = await loadScope(files, {
    now: clock.now(),
    maxAddresses: flags.maxAddresses,
    ...(flags.ports && { ports: flags.ports }),
  });
  const targets = listTargets({ out, vantage, only, places, deadlines, now: isoNow(clock), warn: warnOn(stderr) });
  const endpoints = targets.map(({ finding }) => finding);
  requireAuthorized(whole, places, endpoints);
  const scope = narrowScope(whole, endpoints);
  if (scope === undefined) {
    const what = targets.length === 0 ? 'there are no open findings' : 'no open finding lies in this scope';
    stderr.write(`nothing to verify: ${what}\n`);
    return EXIT.clean;
  }
  const capacity = capacityOf('connect', descriptors);
  const options = defaultOptions({
    ports: flags.ports ?? [],
    rate: finite(flags.rate),
    prefixRate: finite(flags.prefixRate),
    concurrency: flags.concurrency ?? capacity.connections,
    probes: capacity.probes,
    waiting: capacity.waiting,
    timeout: flags.timeout,
    retries: flags.retries,
    seed: randomInt(2 ** 31),
  });
  const job = { ...flags, scope, options, vantage, formats, deadlines, reviews, targets, pauseMs };
  const request = { command: 'verify', out, vantage, flags: { ...flags, quiet: false } };
  return await supervise(request, context, (supervisor) => verifyRun(job, context, supervisor));
}
