/** Holds the map of the code: who may import whom, how large things may grow, and who touches what. */

import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

const names = (await readdir('src', { recursive: true })).filter((name) => name.endsWith('.ts'));
const files = await Promise.all(names.map(async (name) => ({ name, text: await readFile(join('src', name), 'utf8') })));

function importsOf(text: string): string[] {
  return [...text.matchAll(/^(?:import|export)\s(?:[^;]*?\sfrom\s)?'([^']+)'/gm)].map((match) => match[1] ?? '');
}

/** Root files that every stage may import. */
const SHARED = ['model.ts', 'errors.ts', 'ip.ts', 'syscall.ts'];
const STAGES = ['scope', 'sweep', 'probe', 'classify', 'run', 'report', 'lab'];

describe('the map', () => {
  it('keeps the stages apart', () => {
    const wrong: string[] = [];
    for (const { name, text } of files) {
      const stage = name.split('/')[0] ?? '';
      if (!STAGES.includes(stage)) continue;
      for (const specifier of importsOf(text).filter((word) => word.startsWith('.'))) {
        const target = relative('src', resolve('src', dirname(name), specifier));
        if (!target.startsWith(`${stage}/`) && !SHARED.includes(target)) wrong.push(`${name} -> ${target}`);
      }
    }
    expect(wrong).toEqual([]);
  });

  it('has one door for each library', () => {
    const doors = new Map<string, string[]>();
    for (const { name, text } of files) {
      for (const specifier of importsOf(text).filter((word) => !word.startsWith('.') && !word.startsWith('node:'))) {
        doors.set(specifier, [...(doors.get(specifier) ?? []), name]);
      }
    }
    expect([...doors].filter(([, users]) => users.length > 1)).toEqual([]);
    expect([...doors.keys()]).toEqual(expect.arrayContaining(['undici', 'p-limit', 'ip-cidr', 'commander']));
  });

  it('opens sockets in three places', () => {
    const users = files
      .filter(({ text }) => /from 'node:(net|tls|http|https|dgram)'/.test(text))
      .map(({ name }) => name);
    const outside = users.filter(
      (name) =>
        !name.startsWith('lab/') &&
        !['sweep/portable.ts', 'probe/dial.ts', 'probe/tls.ts', 'commands/doctor.ts'].includes(name),
    );
    expect(outside).toEqual([]);
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

  it('keeps files short', () => {
    const long = files
      .filter(({ name }) => name !== 'model.ts')
      .map(({ name, text }) => [name, text.split('\n').length] as const);
    expect(long.filter(([, lines]) => lines > 310)).toEqual([]);
    const lengths = long.map(([, lines]) => lines).sort((a, b) => a - b);
    expect(lengths[Math.floor(lengths.length / 2)]).toBeLessThanOrEqual(90);
  });

  it('has a test for each rule, and no rule switched off without a reason', () => {
    const rules = names.filter((name) => name.startsWith('classify/rules/'));
    expect(rules.filter((name) => !existsSync(join('test', name.replace('.ts', '.test.ts'))))).toEqual([]);
    expect(
      files.filter(({ text }) => /biome-ignore(?!.*: \S)|@ts-|: any\b/.test(text)).map(({ name }) => name),
    ).toEqual([]);
  });
});
