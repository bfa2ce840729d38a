import { describe, expect, it } from 'vitest';
import { SeawallError } from '../../src/domain/errors.ts';
import { parseScope } from '../../src/scope/scope.ts';
import { NOW, scopeText } from '../helpers/scope.ts';

/** A scope file of one range for each text, `a.yaml` and so on; the text stands on its line 4. */
function problemsOf(...texts: string[]): string[] {
  const sources = texts.map((more, i) => ({
    file: `${'abc'[i]}.yaml`,
    text: scopeText([`127.0.${i}.0/30`], more === '' ? '' : `${more}\n`),
  }));
  try {
    parseScope(sources, { now: NOW, maxAddresses: 100 });
    return [];
  } catch (error) {
    if (!(error instanceof SeawallError)) throw error;
    return error.problems.map(({ code, file, line, message }) => `${file}:${line} ${code} ${message}`);
  }
}

describe('the name of a scope', () => {
  it('may stand in one file, or be the same in several', () => {
    expect(problemsOf('name: office', '', '')).toEqual([]);
    expect(problemsOf('', 'name: office', 'name: "office"')).toEqual([]);
  });

  it('is one: another one is refused where it stands', () => {
    expect(problemsOf('name: office', 'name: branch', 'name: office')).toEqual([
      "b.yaml:4 SCOPE_CONFLICT name 'branch': a.yaml:4 calls this scope 'office'; give it one name, or audit the files apart",
    ]);
  });

  it.each([
    ['name: ""', "a.yaml:4 SCOPE_SHAPE 'name' must not be empty"],
    ['name: 7', "a.yaml:4 SCOPE_SHAPE 'name' must be text: put it in quotes"],
    ['name: "a\\u001bb"', "a.yaml:4 SCOPE_SHAPE 'name' must not hold control characters"],
  ])('is text on one line: %s', (text, problem) => {
    expect(problemsOf(text)).toEqual([problem]);
  });
});

describe('the vantages of a scope', () => {
  it('may stand in several files', () => {
    expect(
      problemsOf('vantages: [{ name: office, stands: inside }]', 'vantages: [{ name: vps-1, stands: internet }]'),
    ).toEqual([]);
  });

  it('stand in one place each', () => {
    expect(
      problemsOf('vantages: [{ name: vps-1, stands: internet }]', 'vantages: [{ name: vps-1, stands: inside }]'),
    ).toEqual([
      "b.yaml:4 SCOPE_CONFLICT vantage 'vps-1' stands 'inside' here, and 'internet' in a.yaml:4: say where it stands, once",
    ]);
  });

  it('are declared once', () => {
    const vantage = '  - { name: vps-1, stands: internet }';
    expect(problemsOf(`vantages:\n${vantage}\n${vantage}`)).toEqual([
      "a.yaml:6 SCOPE_CONFLICT vantage 'vps-1' is in a.yaml:5 already: say it once",
    ]);
  });

  it.each([
    ['{ name: vps-1, stands: outside }', "'vantages.0.stands' must be one of internet, inside, segment"],
    ['{ name: vps-1 }', "'vantages.0.stands' must be one of internet, inside, segment"],
    ['{ stands: inside }', "'vantages.0.name' is missing"],
    ['{ name: a b, stands: inside }', "'vantages.0.name' must have 1 to 64 letters"],
    ['{ name: 1, stands: inside }', "'vantages.0.name' must be text: put it in quotes"],
    ['{ name: a, stands: inside, at: home }', "'vantages.0.at' is not a key of this file"],
  ])('are a name that --vantage takes, and a word: %s', (vantage, problem) => {
    expect(problemsOf(`vantages:\n  - ${vantage}`)).toEqual([
      expect.stringContaining(`a.yaml:5 SCOPE_SHAPE ${problem}`),
    ]);
  });
});

describe('ranges of one size that overlap', () => {
  const overlapping = (ranges: string): string[] => {
    try {
      parseScope([{ file: 'a.yaml', text: scopeText([]).replace('ranges:', `ranges: ${ranges}`) }], {
        now: NOW,
        maxAddresses: 100,
      });
      return [];
    } catch (error) {
      return error instanceof SeawallError ? error.problems.map(({ code, message }) => `${code} ${message}`) : ['bug'];
    }
  };

  it('must agree: neither is the smaller one', () => {
    const first = '{ range: 127.0.0.1-127.0.0.4 }';
    expect(overlapping(`[${first}, { range: 127.0.0.2-127.0.0.5, owner: other }]`)).toEqual([
      'SCOPE_CONFLICT 127.0.0.2-127.0.0.5 overlaps 127.0.0.1-127.0.0.4 of a.yaml:4, and they name different owners, contacts, ports or authorisations: say it once',
    ]);
    expect(overlapping(`[${first}, { range: 127.0.0.2-127.0.0.5 }]`)).toEqual([]);
    expect(overlapping(`[${first}, { range: 127.0.0.2-127.0.0.6, owner: other }]`)).toEqual([]);
  });
});
