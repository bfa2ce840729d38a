import { describe, expect, it } from 'vitest';
import { SeawallError } from '../../src/domain/errors.ts';
import { parseScope } from '../../src/scope/scope.ts';
import { NOW, scopeOf, scopeText } from '../helpers/scope.ts';

const DECLARED = `known:
  - { address: 127.0.0.9, port: 2375, is: decoy, reason: honeypot }
  - { address: "::ffff", port: 2376, is: mtls, reason: build farm }
`;

function problemsOf(known: string): string[] {
  try {
    parseScope([{ file: 'test.yaml', text: scopeText(['127.0.0.0/28'], known) }], { now: NOW, maxAddresses: 100 });
    return [];
  } catch (error) {
    return error instanceof SeawallError
      ? error.problems.map(({ code, line, message }) => `${line} ${code} ${message}`)
      : ['bug'];
  }
}

describe('declared endpoints', () => {
  it('are read with their lines, and in canonical form', () => {
    const { known } = scopeOf(['127.0.0.0/28', '::/112'], DECLARED.replace('::ffff', '::FFFF'));
    expect(known).toEqual([
      { address: '127.0.0.9', port: 2375, is: 'decoy', reason: 'honeypot', file: 'test.yaml', line: 5 },
      { address: '::ffff', port: 2376, is: 'mtls', reason: 'build farm', file: 'test.yaml', line: 6 },
    ]);
  });

  it('do not change the digest: they say nothing of what may be touched', () => {
    const declared = scopeOf(['127.0.0.0/28'], DECLARED.split('\n').slice(0, 2).join('\n').concat('\n'));
    expect(declared.known).toHaveLength(1);
    expect(declared.digest).toBe(scopeOf(['127.0.0.0/28']).digest);
  });

  it.each([
    [
      '{ address: 127.0.0.99, port: 2375, is: decoy, reason: r }',
      /^5 KNOWN_OUT_OF_SCOPE 127\.0\.0\.99 port 2375 .* lies in no range/,
    ],
    ['{ address: 127.0.0.0/30, port: 2375, is: decoy, reason: r }', /^5 RANGE_SYNTAX .*no single address/],
    ['{ address: 127.0.0.9, port: 2375, is: toy, reason: r }', /^5 SCOPE_SHAPE 'known.0.is' must be decoy or mtls/],
    ['{ address: 127.0.0.9, port: 0, is: decoy, reason: r }', /^5 SCOPE_SHAPE 'known.0.port' must be 1 to 65535/],
    ['{ address: 127.0.0.9, port: 2375, is: decoy }', /^5 SCOPE_SHAPE 'known.0.reason' is missing/],
    [
      '{ address: 127.0.0.9, port: 2375, is: decoy, reason: r, until: x }',
      /^5 SCOPE_SHAPE 'known.0.until' is not a key/,
    ],
  ])('refuses %s on its line', (entry, problem) => {
    expect(problemsOf(`known:\n  - ${entry}\n`)).toEqual([expect.stringMatching(problem)]);
  });

  it('are declared once', () => {
    const entry = '  - { address: 127.0.0.9, port: 2375, is: decoy, reason: r }\n';
    expect(problemsOf(`known:\n${entry}${entry}`)).toEqual([
      '6 SCOPE_CONFLICT 127.0.0.9 port 2375 is declared in test.yaml:5 already: say it once',
    ]);
  });

  it('may be excluded for a while', () => {
    expect(
      problemsOf('exclude: [127.0.0.9]\nknown:\n  - { address: 127.0.0.9, port: 2375, is: decoy, reason: r }\n'),
    ).toEqual([]);
  });
});
