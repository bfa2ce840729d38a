/** YAML of scope and policy files: any text is a scope, a policy, or problems with file and line. */

import { readFile } from 'node:fs/promises';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { SeawallError } from '../../src/domain/errors.ts';
import { parsePolicy } from '../../src/scope/policy-file.ts';
import { parseScope } from '../../src/scope/scope.ts';
import { createWalk } from '../../src/scope/walk.ts';
import { fuzz, mutatedJson, mutatedText } from '../helpers/fuzz.ts';
import { NOW, scopeText } from '../helpers/scope.ts';

const POLICY = 'deadlines: { critical: 2, high: 7 }\n';
const SCOPES = [
  await readFile('targets/loopback.yaml', 'utf8'),
  scopeText(['127.0.0.0/24', '127.1.0.0-127.1.0.9', '::1'], 'exclude: [127.0.0.7, "127.0.0.64/26"]\nports: [2375]\n'),
  scopeText(['127.2.0.0/30'], 'known: [{ address: 127.2.0.1, port: 2375, is: decoy, reason: &a honeypot }]\n'),
  scopeText(['127.3.0.0/30'], 'name: office\nvantages: [{ name: vps-1, stands: internet }]\n'),
];
const PLAIN = {
  authorization: { by: 'ciso', reference: 'T-1', from: '2026-01-01', until: '2036-12-31' },
  ...{ contact: 'a@localhost', owner: 'team', exclude: ['127.0.0.7'], ports: [2375, 2376] },
  ranges: [{ range: '127.0.0.0/24', tags: ['x'], owner: 'other' }, { range: '::1' }],
  known: [{ address: '127.0.0.9', port: 2375, is: 'decoy', reason: 'honeypot' }],
  ...{ name: 'office', vantages: [{ name: 'vps-1', stands: 'internet' }] },
};

/** Texts that YAML has a meaning for. */
const ODD_YAML = [
  '&a [*a]',
  '!!binary x',
  '? ',
  '- - - -',
  '{'.repeat(200),
  '<<: *a',
  '%YAML 1.1',
  '---',
  '\t',
  '"\\x',
  '1e999',
];

function problemsOf(parse: () => unknown): void {
  try {
    parse();
  } catch (error) {
    if (!(error instanceof SeawallError)) throw error;
    for (const { file, line } of error.problems) {
      expect(file ?? 'f.yaml').toBe('f.yaml');
      expect(line ?? 1).toBeGreaterThan(0);
    }
  }
}

const odd = fc
  .tuple(fc.constantFrom(...SCOPES, POLICY), fc.nat(), fc.constantFrom(...ODD_YAML))
  .map(([text, at, put]) => text.slice(0, at % text.length) + put + text.slice(at % text.length));
const json = mutatedJson([PLAIN]).map((value) => JSON.stringify(value));

it('of a scope', async () => {
  await fuzz(fc.oneof(mutatedText(SCOPES), odd, json), (text) => {
    problemsOf(() => {
      const scope = parseScope([{ file: 'f.yaml', text }], { now: NOW, maxAddresses: 2 ** 20 });
      const walk = createWalk(scope, 1, { index: 1, count: 1 });
      expect(walk.size).toBe(scope.endpoints);
      if (walk.size > 0) walk.at(walk.size - 1);
    });
  });
});

it('of a policy', async () => {
  const policies = mutatedJson([{ deadlines: { critical: 2, high: 7 } }]).map((value) => JSON.stringify(value));
  await fuzz(fc.oneof(mutatedText([POLICY]), odd, policies), (text) => {
    problemsOf(() => parsePolicy('f.yaml', text));
  });
});
