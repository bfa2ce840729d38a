// One audit by the built program at a time that the test chooses: argument 1 is JSON. Killed by the test on its way.
import { audit } from '../../dist/audit/audit.js';
import { recordInHistory } from '../../dist/audit/record-history.js';
import { createSweep } from '../../dist/audit/sweep-engines.js';
import { listWatched } from '../../dist/audit/watched.js';

const { scope, out, now, options } = JSON.parse(process.argv[2]);
const started = performance.now();
const clock = { now: () => now + Math.round(performance.now() - started), ticks: () => performance.now() };
const judged = await audit({
  scope,
  out,
  options,
  version: 'test',
  vantage: 'default',
  sweep: createSweep('connect', options),
  watched: listWatched(out, 'default', scope),
  clock,
  signal: new AbortController().signal,
});
recordInHistory(judged, { out, deadlines: {} });
