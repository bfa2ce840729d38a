/** What the README says is what the program does: options with their defaults, commands, scripts, the scope file. */

import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { COMMANDS } from '../src/commands/commands.ts';
import { parseScope } from '../src/scope/scope.ts';
import { run } from './helpers/cli.ts';
import { scopeText, temporaryFolder } from './helpers/scope.ts';

const readme = await readFile('README.md', 'utf8');

interface OptionRow {
  flags: string;
  fallback: string;
}

/** Rows of the table that begins with `| option`. */
function optionsOfReadme(): OptionRow[] {
  const table = /^\| option .*\n(?:\|.*\n)+/m.exec(readme)?.[0] ?? '';
  return table
    .trimEnd()
    .split('\n')
    .slice(2)
    .map((line) => {
      const [, flags = '', fallback = ''] = line.split(/(?<!\\)\|/).map((cell) => cell.trim().replaceAll('\\|', '|'));
      return { flags: flags.replaceAll('`', ''), fallback };
    });
}

/** Options as `--help` prints them, each with its description on as many lines as it takes. */
function optionsOfHelp(help: string): OptionRow[] {
  const list = help
    .slice(help.indexOf('Options:'))
    .split(/\n(?= {2}-)/)
    .slice(1);
  return list
    .map((entry) => entry.replace(/\s+/g, ' ').trim())
    .filter((entry) => entry.startsWith('--'))
    .map((entry) => ({
      flags: /^--[\w-]+(?: <[^>]+>)?/.exec(entry)?.[0] ?? '',
      fallback: (/\(?default: ("[^"]*"|[^,)]+)/.exec(entry)?.[1] ?? '').replaceAll('"', ''),
    }));
}

describe('the table of options', () => {
  // Where nothing is the default, the table says what that comes to.
  const ABSENT: Readonly<Record<string, string>> = {
    '--ports': 'from the scope files',
    '--shard': '1/1',
    '--org': 'seawall',
  };

  it('has the options of `audit --help`, with their defaults', async () => {
    const help = optionsOfHelp((await run(['audit', '--help'])).stdout);
    expect(help.length).toBeGreaterThan(16);
    const byName = (a: OptionRow, b: OptionRow): number => (a.flags < b.flags ? -1 : 1);
    const expected = help.map(({ flags, fallback }) => ({
      flags,
      fallback: fallback || (ABSENT[flags.split(' ')[0] ?? ''] ?? ''),
    }));
    expect(optionsOfReadme().toSorted(byName)).toEqual(expected.toSorted(byName));
  });

  it('names commands that there are', () => {
    const named = /^## Commands and options\n\n(.*?)[.;]/ms.exec(readme)?.[1] ?? '';
    const words = [...named.matchAll(/`([a-z-]+)`/g)].map((match) => match[1] ?? '');
    const commands = COMMANDS.map(({ meta }) => meta.name);
    expect(words.length).toBeGreaterThan(6);
    expect(words.filter((word) => !commands.includes(word))).toEqual([]);
  });
});

describe('the commands', () => {
  const COMMANDS = [...readme.matchAll(/node dist\/cli\.js ([^`\n#]+)/g)].map((match) => (match[1] ?? '').trim());
  let cwd: string;

  beforeAll(async () => {
    cwd = await temporaryFolder();
    await mkdir(join(cwd, 'targets'));
    await writeFile(join(cwd, 'targets', 'mine.yaml'), scopeText(['127.0.42.0/29']));
    // Some are about a run, and the first audit of the README may stand behind them.
    expect((await run(['audit', 'targets/', '--quiet'], { cwd })).status).toBe(0);
  });

  it('are subcommands that exist', () => {
    expect(COMMANDS.length).toBeGreaterThanOrEqual(6);
    expect(new Set(COMMANDS.map((words) => words.split(' ')[0]))).toEqual(
      new Set(['plan', 'audit', 'report', 'rules', 'doctor', 'findings', 'runs', 'diff', 'schedule', 'log']),
    );
  });

  it.each(COMMANDS)('node dist/cli.js %s', async (words) => {
    expect(await run(words.split(/\s+/), { cwd })).toMatchObject({ status: 0, signal: null });
  });

  it('name scripts that package.json has', async () => {
    const { scripts } = JSON.parse(await readFile('package.json', 'utf8'));
    const named = [...readme.matchAll(/npm (?:run )?([a-z]+)/g)].map((match) => match[1] ?? '');
    expect(named).toEqual(expect.arrayContaining(['start', 'demo', 'test']));
    // `ci` is npm's own.
    expect(named.filter((name) => name !== 'ci' && !(name in scripts))).toEqual([]);
  });
});

it('shows a scope file that holds', () => {
  const text = /```yaml\n([\s\S]*?)```/.exec(readme)?.[1] ?? '';
  const { addresses } = parseScope([{ file: 'README.md', text }], {
    now: Date.parse('2026-06-01'),
    maxAddresses: 1_000,
  });
  expect(addresses).toBe(255);
});

it('links to files that are there', async () => {
  const links = [...readme.matchAll(/\]\((?!https?:)([^)#]+)\)/g)].map((match) => match[1] ?? '');
  expect(links.length).toBeGreaterThan(2);
  for (const link of links) expect((await readFile(link)).length).toBeGreaterThan(0);
});
