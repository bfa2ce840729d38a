/**
 * The house in numbers: sizes of files and functions, import circles, the most imported file, and how often severities are
 * compared or verdicts listed by hand. Of this checkout, and of another one beside it: `npm run bench -- house --against DIR`.
 */

import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { measureFunctions } from '../helpers/functions.ts';

interface Source {
  name: string;
  text: string;
  /** Names of the files that it imports, types included. */
  imports: string[];
}

function readSources(root: string): Source[] {
  const src = join(root, 'src');
  const names = readdirSync(src, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));
  return names.map((name) => {
    const text = readFileSync(join(src, name), 'utf8');
    const specifiers = [...text.matchAll(/(?:^(?:import|export)\s[^;]*?from\s|\bimport\()'(\.[^']+)'/gm)];
    const imports = specifiers.map((match) => relative(src, resolve(src, dirname(name), match[1] ?? '')));
    return { name, text, imports: [...new Set(imports)] };
  });
}

function spread(numbers: readonly number[]): string {
  const sorted = [...numbers].sort((a, b) => a - b);
  const at = (share: number): number => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
  return `median ${at(0.5)} / p90 ${at(0.9)} / max ${sorted.at(-1) ?? 0}`;
}

/** Groups of files that import each other in a circle: strongly connected components (Tarjan) of two or more. */
function countCircles(sources: readonly Source[]): number {
  const graph = new Map(sources.map(({ name, imports }) => [name, imports]));
  const order = new Map<string, number>();
  const low = new Map<string, number>();
  const stack: string[] = [];
  let circles = 0;
  const visit = (name: string): void => {
    const number = order.size;
    order.set(name, number);
    low.set(name, number);
    stack.push(name);
    for (const target of graph.get(name) ?? []) {
      if (!graph.has(target)) continue;
      if (!order.has(target)) visit(target);
      if (stack.includes(target)) low.set(name, Math.min(low.get(name) ?? 0, low.get(target) ?? 0));
    }
    if (low.get(name) !== number) return;
    const members = stack.splice(stack.indexOf(name));
    if (members.length > 1) circles += 1;
  };
  for (const name of graph.keys()) if (!order.has(name)) visit(name);
  return circles;
}

/** Comparisons of severities or verdicts by their index, and lists of three or more verdicts. */
const BY_HAND =
  /(?:SEVERITIES|VERDICTS)\.(?:indexOf|slice)\(|(?:'(?:engine-[a-z-]+|inconclusive|auth-required|mtls-required)'[,:\s\w]*){3}/g;

function describe(root: string): string[] {
  const sources = readSources(root);
  const lines = sources.map(({ text }) => text.trimEnd().split('\n').length);
  const functions = measureFunctions(
    sources.map(({ name }) => join(root, 'src', name)),
    join(root, 'tsconfig.json'),
  );
  const importers = new Map<string, number>();
  for (const target of sources.flatMap(({ imports }) => imports))
    importers.set(target, (importers.get(target) ?? 0) + 1);
  const [hub = '', uses = 0] = [...importers].sort((a, b) => b[1] - a[1])[0] ?? [];
  const byHand = sources.filter(({ text }) => BY_HAND.test(text) || text.search(BY_HAND) >= 0).map(({ name }) => name);
  return [
    `files: ${sources.length}, ${lines.reduce((sum, n) => sum + n, 0)} lines; ${spread(lines)}`,
    `functions: ${functions.length}; ${spread(functions.map(({ lines: n }) => n))}`,
    `import circles, types counted: ${countCircles(sources)}`,
    `most imported: ${hub}, by ${uses} of ${sources.length} (${((100 * uses) / sources.length).toFixed(1)} %)`,
    `compare severities or list verdicts by hand: ${byHand.length} (${byHand.join(', ')})`,
  ];
}

const { values } = parseArgs({ options: { against: { type: 'string' }, quick: { type: 'boolean' } } });
for (const root of values.against === undefined ? ['.'] : [values.against, '.']) {
  process.stdout.write(
    `${root}\n${describe(root)
      .map((line) => `  ${line}\n`)
      .join('')}`,
  );
}
