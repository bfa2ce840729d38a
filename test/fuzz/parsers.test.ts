/** Holds that every parser of remote or stored bytes is fuzzed: a new one is named here, with its test. */

import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';

/** What reads bytes or text that Seawall did not make in the same process. */
const PARSES = [
  /\bJSON\.parse\(|\btryJson\(|\bparseAllDocuments\(/,
  /\.(?:get|read)(?:Big)?(?:Ui|UI|I)nt(?:8|16BE|16LE|16|32BE|32|64|BE)\(/,
  /X509Certificate\b|\bTextDecoder\b|\bonResponseData\(|\bJsonEnd\b|\binflate\w*\(/,
  /\breadFile(?:Sync)?\(|\bcreateReadStream\(|\.read\(block\b/,
];

/** The fuzz test of each parser. */
const FUZZED: Readonly<Record<string, string>> = {
  'classify/control-planes.ts': 'fuzz/answers.test.ts',
  'domain/shape.ts': 'history/stored-row.test.ts',
  'history/check.ts': 'history/check.test.ts',
  'history/deadlines.ts': 'history/damaged.test.ts',
  'history/declared.ts': 'history/damaged.test.ts',
  'history/import.ts': 'history/import.test.ts',
  'history/reach.ts': 'history/damaged.test.ts',
  'history/reviews.ts': 'history/damaged.test.ts',
  'history/row-text.ts': 'history/damaged.test.ts',
  'history/stored-exposure.ts': 'history/damaged.test.ts',
  'history/told.ts': 'history/told.test.ts',
  'history/stored-sighting.ts': 'history/stored-row.test.ts',
  'journal/journal.ts': 'journal/line-shape.test.ts',
  'journal/read-lines.ts': 'journal/read-lines.test.ts',
  'journal/run-sketch.ts': 'journal/run-sketch.test.ts',
  'lab/old-tls.ts': 'lab/old-tls.test.ts',
  'notify/deliver.ts': 'fuzz/http.test.ts',
  'notify/outbox.ts': 'fuzz/stored.test.ts',
  'probe/bytes.ts': 'fuzz/answers.test.ts',
  'probe/flight.ts': 'probe/flight.test.ts',
  'probe/http.ts': 'fuzz/http.test.ts',
  'probe/lenient.ts': 'probe/lenient.test.ts',
  'probe/unpack.ts': 'probe/unpack.test.ts',
  'probe/tls.ts': 'fuzz/answers.test.ts',
  'scope/acceptances.ts': 'fuzz/yaml.test.ts',
  'scope/document.ts': 'fuzz/yaml.test.ts',
  'scope/policy.ts': 'fuzz/yaml.test.ts',
  'scope/scope.ts': 'fuzz/yaml.test.ts',
  'supervise/audit-entry.ts': 'fuzz/stored.test.ts',
  'supervise/audit-log.ts': 'fuzz/stored.test.ts',
  'supervise/audit-verify.ts': 'fuzz/stored.test.ts',
  'supervise/lock.ts': 'fuzz/stored.test.ts',
  'text/json-object.ts': 'text/json-object.test.ts',
  'text/json-end.ts': 'text/json-end.test.ts',
  'sweep/syn/answer.ts': 'sweep/syn/answer.test.ts',
  'sweep/syn/firewall.ts': 'fuzz/netlink.test.ts',
  'sweep/syn/netlink.ts': 'fuzz/netlink.test.ts',
  'sweep/syn/routing.ts': 'fuzz/netlink.test.ts',
};

/** Files that look like parsers, and why nothing foreign is parsed there. */
const NONE: Readonly<Record<string, string>> = {
  'audit/machine.ts': 'one number from /proc',
  'cli.ts': 'its own package.json',
  'commands/schedule.ts': 'copies scope files, which scope.ts has read, as they are',
  'lab/odd-tls.ts': 'a certificate that it has just made',
  'supervise/actor.ts': 'texts of /proc, compared and never interpreted',
  'supervise/audit-details.ts': 'hashes files as they are',
  'sweep/sockets.ts': 'numbers that it handed to epoll itself',
  'sweep/syn/cookie.ts': 'its own key',
  'sweep/syn/messages.ts': 'lengths from the kernel, within its own memory',
  'sweep/syn/ports.ts': 'two numbers from /proc',
  'sweep/syn/receiver.ts': 'one counter of a socket, from the kernel',
};

const names = (await readdir('src', { recursive: true })).filter((name) => name.endsWith('.ts'));
const texts = new Map(
  await Promise.all(names.map(async (name) => [name, await readFile(join('src', name), 'utf8')] as const)),
);
const parsers = names.filter((name) => PARSES.some((pattern) => pattern.test(texts.get(name) ?? ''))).sort();

it('knows every file that parses', () => {
  expect(parsers).toEqual([...Object.keys(FUZZED), ...Object.keys(NONE)].sort());
});

it('has a fuzz test that imports each of them, itself or through what reads with it', async () => {
  const wrong: string[] = [];
  for (const [source, test] of Object.entries(FUZZED)) {
    const text = await readFile(join('test', test), 'utf8').catch(() => '');
    if (!/from '(?:fast-check|[./]+helpers\/fuzz\.ts)'/.test(text)) wrong.push(`${test} is no fuzz test`);
    const imported = [...text.matchAll(/from '(?:\.\.\/)+src\/([^']+)'/g)].map(([, name = '']) => name);
    if (!reaches(imported, source)) wrong.push(`${test} does not reach ${source}`);
  }
  expect(wrong).toEqual([]);
});

/** Whether one of the files is the source, or imports it through any number of files. */
function reaches(from: readonly string[], source: string): boolean {
  const seen = new Set<string>();
  const waiting = [...from];
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    if (name === source) return true;
    if (seen.has(name)) continue;
    seen.add(name);
    for (const [, target = ''] of (texts.get(name) ?? '').matchAll(/(?:from |import\()'(\.[^']+)'/g))
      waiting.push(join(name, '..', target));
  }
  return false;
}
