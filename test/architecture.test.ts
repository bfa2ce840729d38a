/** Holds the map of the code: who may import whom, how large things may grow, and who touches what. */

import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { measureFunctions } from './helpers/functions.ts';

const names = (await readdir('src', { recursive: true })).filter((name) => name.endsWith('.ts'));
const files = await Promise.all(names.map(async (name) => ({ name, text: await readFile(join('src', name), 'utf8') })));

function importsOf(text: string): string[] {
  const imports = /^(?:import|export)\s(?:[^;]*?\sfrom\s)?'([^']+)'|\bimport\('([^']+)'\)/gm;
  return [...text.matchAll(imports)].map((match) => match[1] ?? match[2] ?? '');
}

const STAGES = ['scope', 'sweep', 'probe', 'classify', 'history', 'journal'];
const SHARED = ['domain', 'text'];
/**
 * Which folder may import which, in the order in which data moves. The stages never import each other; `audit` crosses
 * them; what a run does is below what a person sees of it.
 */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  domain: [],
  text: ['domain'],
  ...Object.fromEntries(STAGES.map((stage) => [stage, SHARED])),
  audit: [...SHARED, ...STAGES],
  report: SHARED,
  notify: SHARED,
  schedule: SHARED,
  lab: SHARED,
  terminal: [...SHARED, 'report', 'lab'],
  supervise: [...SHARED, ...STAGES, 'audit', 'report', 'terminal', 'notify'],
  'command-line': [...SHARED, 'scope', 'report', 'terminal', 'notify', 'supervise'],
  commands: [
    ...[...SHARED, ...STAGES, 'audit', 'report', 'terminal', 'notify', 'supervise', 'command-line', 'schedule', 'lab'],
  ],
};

/** Sources without a test of their own, and the test that they are tested through. */
const TESTED_THROUGH: Readonly<Record<string, string>> = {
  // The program, as a person runs it.
  'command-line/program.ts': 'cli.test.ts',
  'command-line/shared-options.ts': 'cli.test.ts',
  'command-line/run-options.ts': 'commands/commands.test.ts',
  'command-line/sweep-options.ts': 'commands/commands.test.ts',
  'commands/': 'cli.test.ts',
  // Shapes and closed lists, or predicates that the history and the formats exercise.
  'domain/advisory.ts': 'classify/advisories.test.ts',
  'domain/attempt.ts': 'probe/next.test.ts',
  'domain/endpoint.ts': 'domain/words.test.ts',
  'domain/engine.ts': 'domain/words.test.ts',
  'domain/finding.ts': 'audit/assemble.test.ts',
  'domain/history.ts': 'domain/words.test.ts',
  // Shapes of stored things, through the lines that hold them.
  'domain/history-shape.ts': 'journal/line-shape.test.ts',
  'domain/probe-shape.ts': 'journal/line-shape.test.ts',
  'domain/scope-shape.ts': 'journal/line-shape.test.ts',
  'journal/lines.ts': 'journal/line-shape.test.ts',
  // One contract that every engine keeps, in a thread or not.
  'audit/sweep-engines.ts': 'sweep/engines.test.ts',
  'audit/sweep-thread.ts': 'sweep/engines.test.ts',
  'probe/finite-field-thread.ts': 'probe/finite-field-worker.test.ts',
  'sweep/': 'sweep/engines.test.ts',
  // What the kernel makes of it.
  'sweep/syn/channel.ts': 'sweep/syn/receiver.test.ts',
  'sweep/syn/channels.ts': 'sweep/syn/syn.test.ts',
  'sweep/syn/firewall.ts': 'sweep/syn/routes.test.ts',
  'sweep/syn/netlink.ts': 'sweep/syn/routes.test.ts',
  'sweep/syn/routing.ts': 'sweep/syn/routes.test.ts',
  'audit/stages.ts': 'audit/audit.test.ts',
  'journal/prune.ts': 'commands/prune.test.ts',
  'history/migrate.ts': 'history/database.test.ts',
  'history/backup.ts': 'history/export.test.ts',
  'history/write-export.ts': 'history/export.test.ts',
  'history/replace.ts': 'commands/history.test.ts',
  'history/recorded.ts': 'audit/record-later.test.ts',
  'history/apply-decision.ts': 'audit/rebuild-history.test.ts',
  'journal/processes.ts': 'audit/rebuild-history.test.ts',
  'text/stream-text.ts': 'report/write.test.ts',
  // A message, its presets and its receivers go together.
  'notify/presets/': 'notify/presets.test.ts',
  'notify/lines.ts': 'notify/presets.test.ts',
  ...Object.fromEntries(
    ['digest', 'fact', 'item', 'message', 'phrases'].map((name) => [
      `notify/${name}.ts`,
      'notify/told-message.test.ts',
    ]),
  ),
  'notify/reminders.ts': 'notify/difference.test.ts',
  'history/columns.ts': 'history/told-tables.test.ts',
  'notify/outbox.ts': 'notify/notify.test.ts',
  'schedule/schedule-plan.ts': 'commands/schedule.test.ts',
  // Data, read through what is made of it.
  'lab/builds.ts': 'lab/recent.test.ts',
  'classify/texts/en/steps.ts': 'classify/texts/en/open-engines.test.ts',
  'classify/data/': 'classify/data/sources.test.ts',
  'report/repair/ansible/': 'integration/ansible.test.ts',
  'report/repair/host-pages/': 'report/repair/host-pages/advice.test.ts',
};

/** Folders that have no tests yet: a debt as well. */
const UNTESTED: readonly string[] = [];

/** Files over the limits, in lines as they are: to be split, and never to grow. */
const DEBTS: Readonly<Record<string, { file?: number; function?: number }>> = {};

function linesOf(text: string): number {
  return text.trimEnd().split('\n').length;
}

/** Whether a file has anything that runs: shapes alone need no test. */
function hasCode(text: string): boolean {
  return /^(export )?(default |abstract |async )?(const|let|function|class|await|try|if|for)\b/m.test(text);
}

/** The files that a file imports, by their names in `src`; types count. */
function targetsOf({ name, text }: { name: string; text: string }): string[] {
  return importsOf(text)
    .filter((specifier) => specifier.startsWith('.'))
    .map((specifier) => relative('src', resolve('src', dirname(name), specifier)));
}

function folderOf(name: string): string {
  return name.includes('/') ? name.slice(0, name.indexOf('/')) : '';
}

describe('the map', () => {
  it('has no file but cli.ts at the root, and a row for every folder', () => {
    expect(names.filter((name) => !name.includes('/'))).toEqual(['cli.ts']);
    expect([...new Set(names.map(folderOf))].filter((folder) => folder !== '').sort()).toEqual(
      Object.keys(MAY_IMPORT).sort(),
    );
  });

  it('keeps to the import table', () => {
    const wrong: string[] = [];
    for (const file of files.filter(({ name }) => name !== 'cli.ts')) {
      const folder = folderOf(file.name);
      for (const target of targetsOf(file)) {
        if (folderOf(target) !== folder && !MAY_IMPORT[folder]?.includes(folderOf(target)))
          wrong.push(`${file.name} -> ${target}`);
      }
    }
    expect(wrong).toEqual([]);
  });

  it('has no circles between folders', () => {
    const rank = Object.keys(MAY_IMPORT);
    for (const [folder, others] of Object.entries(MAY_IMPORT)) {
      expect(others.filter((other) => rank.indexOf(other) >= rank.indexOf(folder))).toEqual([]);
    }
  });

  it('has commands and nothing else in commands/, but for the list of them', () => {
    const others = files.filter(
      ({ name, text }) =>
        folderOf(name) === 'commands' &&
        name !== 'commands/commands.ts' &&
        !/^export const command: CommandSpec\b/m.test(text),
    );
    expect(others.map(({ name }) => name)).toEqual([]);
  });

  it('has one door for each library', () => {
    const doors = new Map<string, string[]>();
    for (const { name, text } of files) {
      for (const specifier of importsOf(text).filter((word) => !word.startsWith('.') && !word.startsWith('node:'))) {
        doors.set(specifier, [...new Set([...(doors.get(specifier) ?? []), name])]);
      }
    }
    expect([...doors].filter(([, users]) => users.length > 1)).toEqual([]);
    expect([...doors.keys()]).toEqual(expect.arrayContaining(['undici', 'p-limit', 'ip-cidr', 'commander']));
  });

  it('opens sockets in few places', () => {
    const users = files
      .filter(({ text }) => /from 'node:(net|tls|http|https|dgram)'/.test(text))
      .map(({ name }) => name);
    const outside = users.filter(
      (name) =>
        !name.startsWith('lab/') &&
        ![
          ...['sweep/portable.ts', 'probe/dial.ts', 'probe/tls.ts', 'probe/tls-offers.ts', 'commands/doctor.ts'],
        ].includes(name),
    );
    expect(outside).toEqual([]);
  });

  it('has SQL in history/ alone, and opens the database for it in audit/ alone', () => {
    const outside = files.filter(({ name }) => folderOf(name) !== 'history');
    const sql =
      /\b(SELECT|INSERT INTO|DELETE FROM|PRAGMA|CREATE TABLE)\s|\bUPDATE \w+ SET\b|\bsql: |\bdb\.(all|get|prepare)\(/;
    expect(outside.filter(({ text }) => sql.test(text)).map(({ name }) => name)).toEqual([]);
    const openers = outside.filter((file) => targetsOf(file).includes('history/database.ts'));
    expect(openers.filter(({ name }) => folderOf(name) !== 'audit').map(({ name }) => name)).toEqual([]);
    // The pattern finds what it is to find.
    expect(files.filter(({ text }) => sql.test(text)).map(({ name }) => name)).toContain('history/query.ts');
  });

  it('notifies and starts programs in one place each', () => {
    const users = (pattern: RegExp): string[] => files.filter(({ text }) => pattern.test(text)).map(({ name }) => name);
    expect(users(/\bfetch\(/)).toEqual(['notify/deliver.ts']);
    expect(users(/from 'node:child_process'/)).toEqual(['notify/mail.ts']);
    // Never while a run is probing: the run itself cannot reach the notifier.
    const run = ['audit/audit.ts', 'audit/stages.ts', 'audit/execute.ts', 'supervise/audit-run.ts'];
    const imports = files.filter(({ name }) => run.includes(name)).flatMap(({ text }) => importsOf(text));
    expect(imports.filter((word) => word.includes('notify'))).toEqual([]);
  });

  it('quotes for a shell in text/shell.ts alone', () => {
    expect(files.filter(({ text }) => text.includes("'\\\\''")).map(({ name }) => name)).toEqual(['text/shell.ts']);
  });

  it('replaces control characters in text/escape.ts alone', () => {
    // These refuse a text that holds one, and change nothing.
    const refusing = ['command-line/options.ts', 'commands/schedule.ts', 'report/write.ts', 'scope/schema.ts'];
    const users = files.filter(({ text }) => /\\p\{C[a-z]?\}/.test(text)).map(({ name }) => name);
    expect(users.filter((name) => !refusing.includes(name))).toEqual(['text/escape.ts']);
  });

  it('touches the process in cli.ts and writes to nobody’s console', () => {
    const users = files.filter(({ text }) =>
      /\bprocess\.|\bconsole\./.test(text.replace(/\/\*[\s\S]*?\*\/|\/\/.*/g, '')),
    );
    expect(users.map(({ name }) => name)).toEqual(['cli.ts']);
  });

  it('has no mutable state at the top of a file', () => {
    expect(files.filter(({ text }) => /^(export )?let /m.test(text)).map(({ name }) => name)).toEqual([]);
  });

  it('keeps files short: 250 lines, and half of them within 90', () => {
    const sizes = files.map(({ name, text }) => ({ name, lines: linesOf(text) }));
    expect(sizes.filter(({ name, lines }) => lines > (DEBTS[name]?.file ?? 250))).toEqual([]);
    const lengths = sizes.map(({ lines }) => lines).sort((a, b) => a - b);
    expect(lengths[Math.floor(lengths.length / 2)]).toBeLessThanOrEqual(90);
  });

  it('keeps functions short: 60 lines', () => {
    const measured = measureFunctions(names.map((name) => `src/${name}`));
    expect(measured.length).toBeGreaterThan(500);
    expect(measured.filter(({ file, lines }) => lines > (DEBTS[file.slice('src/'.length)]?.function ?? 60))).toEqual(
      [],
    );
  });

  it('owes nothing that is paid: a debt is struck off when its file is within the limits', () => {
    const measured = measureFunctions(names.map((name) => `src/${name}`));
    const longest = (name: string): number =>
      Math.max(0, ...measured.filter(({ file }) => file === `src/${name}`).map(({ lines }) => lines));
    const paid = Object.keys(DEBTS).filter((name) => {
      const text = files.find((file) => file.name === name)?.text ?? '';
      return linesOf(text) <= 250 && longest(name) <= 60;
    });
    expect(paid).toEqual([]);
  });

  it('has a test beside each source', () => {
    const without = files
      .filter(
        ({ name, text }) =>
          hasCode(text) &&
          !UNTESTED.includes(`${dirname(name)}/`) &&
          !existsSync(join('test', name.replace(/\.ts$/, '.test.ts'))),
      )
      .map(({ name }) => name);
    const through = (name: string): string | undefined => TESTED_THROUGH[name] ?? TESTED_THROUGH[`${dirname(name)}/`];
    expect(without.filter((name) => through(name) === undefined)).toEqual([]);
    expect(Object.values(TESTED_THROUGH).filter((name) => !existsSync(join('test', name)))).toEqual([]);
    expect(UNTESTED.filter((folder) => existsSync(join('test', folder)))).toEqual([]);
    // An exception that is needed no longer is no exception.
    const needed = new Set(without.map((name) => (name in TESTED_THROUGH ? name : `${dirname(name)}/`)));
    expect(Object.keys(TESTED_THROUGH).filter((name) => !needed.has(name))).toEqual([]);
  });

  it('has every built file that helpers and benchmarks import', async () => {
    const scripts = (await readdir('test', { recursive: true })).filter((name) => name.endsWith('.mjs'));
    const missing: string[] = [];
    for (const name of scripts) {
      const text = await readFile(join('test', name), 'utf8');
      for (const [, path = ''] of text.matchAll(/(?:from |require\()'(?:\.\.\/)+dist\/([^']+)\.js'/g))
        if (!names.includes(`${path}.ts`)) missing.push(`${name} -> ${path}`);
    }
    expect(missing).toEqual([]);
  });

  it('talks to real sockets in its tests: no module is replaced', async () => {
    const tests = (await readdir('test', { recursive: true })).filter((name) => name.endsWith('.ts'));
    const texts = await Promise.all(
      tests.map(async (name) => ({ name, text: await readFile(join('test', name), 'utf8') })),
    );
    expect(texts.filter(({ text }) => /\bvi\.(mock|doMock|spyOn|stubGlobal)\(/.test(text))).toEqual([]);
  });

  it('has no rule switched off without a reason', () => {
    expect(
      files.filter(({ text }) => /biome-ignore(?!.*: \S)|@ts-|: any\b/.test(text)).map(({ name }) => name),
    ).toEqual([]);
  });
});
