import { describe, expect, it } from 'vitest';
import { readDocument } from '../../src/scope/document.ts';

function read(text: string) {
  const problems: string[] = [];
  const document = readDocument(text, (code, line, message) => problems.push(`${code} ${line} ${message}`), 'ranges');
  return { document, problems };
}

describe('readDocument', () => {
  it('gives plain data, and the line of each part and of the innermost known part', () => {
    const { document, problems } = read('a: 1\nb:\n  - x\n  - y: 2\n');
    expect(problems).toEqual([]);
    expect(document?.data).toEqual({ a: 1, b: ['x', { y: 2 }] });
    expect([['a'], ['b', 1, 'y'], ['b', 0], ['b', 1, 'z'], []].map((path) => document?.lineOf(path))).toEqual([
      ...[1, 4, 3, 4, 1],
    ]);
  });

  it('reports an empty file, and what it should hold', () => {
    expect(read('# nothing\n')).toEqual({ document: undefined, problems: ['SCOPE_EMPTY 1 the file is empty: ranges'] });
  });

  it.each([
    ['a second document', 'a: 1\n---\nb: 2\n', /^SCOPE_SYNTAX 2 a second YAML document/],
    ['a key given twice', 'a: 1\na: 2\n', /^SCOPE_SYNTAX 2 not valid YAML: .*unique/],
    ['aliases that multiply', `a: &a [1]\nb: [${'*a, '.repeat(60)}]\n`, /^SCOPE_SYNTAX 1 not valid YAML: .*alias/i],
  ])('refuses %s', (_what, text, problem) => {
    const { document, problems } = read(text);
    expect(document).toBeUndefined();
    expect(problems.join('\n')).toMatch(problem);
  });
});
