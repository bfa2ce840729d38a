import { readdir } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { OUT } from '../../src/command-line/shared-options.ts';
import { COMMANDS } from '../../src/commands/commands.ts';
import { DEFAULT_OUT } from '../../src/domain/run.ts';
import { run } from '../helpers/cli.ts';

it('lists every file of commands/ once, under its own name', async () => {
  const names = COMMANDS.map(({ meta }) => meta.name);
  const files = (await readdir('src/commands')).filter((name) => name !== 'commands.ts');
  expect(names.map((name) => `${name}.ts`).sort()).toEqual(files.sort());
});

it('takes the same folder of runs where nobody names one', () => {
  expect(OUT.fallback).toBe(DEFAULT_OUT);
});

describe.each(COMMANDS)('$meta.name', ({ meta, load }) => {
  it('loads the file of its name', async () => {
    expect(String(load)).toContain(`/${meta.name}.ts`);
    expect((await load()).command.run).toBeInstanceOf(Function);
  });

  it('explains its options and arguments', async () => {
    const { status, stdout, stderr } = await run([meta.name, '--help']);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    const text = stdout.replace(/\s+/g, ' ');
    // The list of commands says `[options]` of each, without loading it: there is `--help` at least.
    expect(text).toContain(`Usage: seawall ${meta.name} [options]`);
    for (const { name, describe: words } of meta.arguments) {
      expect(text).toContain(name);
      expect(text).toContain(words);
    }
    const { command } = await load();
    for (const { flags, describe: words } of command.options) {
      expect(text).toContain(flags);
      expect(text).toContain(words);
      const variable = (/^--([\w-]+)/.exec(flags)?.[1] ?? '').replaceAll('-', '_').toUpperCase();
      expect(text).toContain(`env: SEAWALL_${variable}`);
    }
    for (const line of stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
    expect((await run(['help', meta.name])).stdout).toBe(stdout);
  });
});
