// One build that records many nights of the same engines in one history: prints a JSON line with what each took. Opens no
// socket. Run by history.ts:  node test/bench/history-nights.mjs DIST OUT NIGHTS SIZE
import { existsSync, mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { journalLines } from './journal-lines.mjs';

const [, , dist = '', out = '', nights = '', size = ''] = process.argv;
const DAY_MS = 86_400_000;
/** One in so many is refused in a night, and back in the next. */
const GONE = 500;
const load = (path) => import(pathToFileURL(join(dist, path)).href);
const record = await recorder();
const seconds = [];
for (let night = 0; night < Number(nights); night += 1) {
  const time = Date.parse('2026-01-02T02:00:00Z') + night * DAY_MS;
  const at = new Date(time).toISOString();
  const run = `${at.slice(0, 19).replaceAll(/[-:]/g, '')}Z-${night.toString(16).padStart(6, '0')}`;
  const folder = join(out, run);
  mkdirSync(folder);
  const isGone = (i) => i % GONE === night % GONE;
  writeFileSync(join(folder, 'journal.jsonl'), await journalLines({ size: Number(size), engines: 1, run, at, isGone }));
  seconds.push(await record(folder));
  rmSync(folder, { recursive: true });
}
process.stdout.write(`${JSON.stringify({ seconds, bytes: statSync(join(out, 'seawall.db')).size })}\n`);

/** Processor seconds so far. */
function cpu() {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

/** Seconds to record a run: what is done between its last probe and its first report. */
async function recorder() {
  if (existsSync(join(dist, 'remember.js'))) {
    // 0.1 reads the journal once more to do so.
    const { rememberRun } = await load('remember.js');
    return async (folder) => {
      const began = cpu();
      await rememberRun(folder, { out, deadlines: {} });
      return cpu() - began;
    };
  }
  const { judgeRun } = await load('audit/assemble.js');
  const { recordInHistory } = await load('audit/record-history.js');
  return async (folder) => {
    const judged = await judgeRun(folder);
    const began = cpu();
    recordInHistory(judged, { out, deadlines: {} });
    return cpu() - began;
  };
}
