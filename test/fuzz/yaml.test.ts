/** YAML of scope files and of those beside them: any text is one of them, or problems with file and line. */

import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { SeawallError } from '../../src/domain/errors.ts';
import { coveringReview } from '../../src/domain/review.ts';
import { loadAcceptances } from '../../src/scope/acceptances.ts';
import { ACCEPTANCES_FILE, POLICY_FILE } from '../../src/scope/beside.ts';
import { loadPolicy } from '../../src/scope/policy.ts';
import { parseScope } from '../../src/scope/scope.ts';
import { createWalk } from '../../src/scope/walk.ts';
import { fuzz, mutatedJson, mutatedText } from '../helpers/fuzz.ts';
import { NOW, scopeText, temporaryFolder } from '../helpers/scope.ts';

const POLICY = 'deadlines: { critical: 2, high: 7 }\n';
const ACCEPTANCES = `acceptances:
  - { target: 127.0.0.0/30, port: 2375, verdict: engine-mtls, reason: r, owner: o, from: 2026-01-01, until: 2026-12-31 }
  - { target: 127.0.0.1, reason: "r", owner: o, from: 2026-01-01, until: 2026-06-30, recurring: true }
`;
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

/** Parses, or ends with problems that name this file and a line of it. */
async function problemsOf(file: string, parse: () => unknown): Promise<void> {
  try {
    await parse();
  } catch (error) {
    if (!(error instanceof SeawallError)) throw error;
    for (const problem of error.problems) {
      expect(problem.file ?? file).toBe(file);
      expect(problem.line ?? 1).toBeGreaterThan(0);
    }
  }
}

const odd = fc
  .tuple(fc.constantFrom(...SCOPES, POLICY, ACCEPTANCES), fc.nat(), fc.constantFrom(...ODD_YAML))
  .map(([text, at, put]) => text.slice(0, at % text.length) + put + text.slice(at % text.length));
const json = mutatedJson([PLAIN]).map((value) => JSON.stringify(value));

it('of a scope', async () => {
  await fuzz(fc.oneof(mutatedText(SCOPES), odd, json), async (text) => {
    await problemsOf('f.yaml', () => {
      const scope = parseScope([{ file: 'f.yaml', text }], { now: NOW, maxAddresses: 2 ** 20 });
      const walk = createWalk(scope, 1, { index: 1, count: 1 });
      expect(walk.size).toBe(scope.endpoints);
      if (walk.size > 0) walk.at(walk.size - 1);
    });
  });
});

it('of a policy', async () => {
  const policies = mutatedJson([{ deadlines: { critical: 2, high: 7 } }]).map((value) => JSON.stringify(value));
  const folder = await temporaryFolder();
  const file = join(folder, POLICY_FILE);
  await fuzz(fc.oneof(mutatedText([POLICY]), odd, policies), async (text) => {
    await writeFile(file, text);
    await problemsOf(file, async () => await loadPolicy(undefined, [folder]));
  });
});

it('of reviewed acceptances', async () => {
  const entry = { reason: 'r', owner: 'o', from: '2026-01-01', until: '2026-12-31' };
  const plain = {
    acceptances: [
      { target: '127.0.0.1-127.0.0.9', port: 2375, verdict: 'engine-open-tls', recurring: true, ...entry },
      { target: '127.0.0.0/30', port: 2375, ...entry },
      { target: '::/112', ...entry },
    ],
  };
  const entries = mutatedJson([plain]).map((value) => JSON.stringify(value));
  const folder = await temporaryFolder();
  const file = join(folder, ACCEPTANCES_FILE);
  await fuzz(fc.oneof(mutatedText([ACCEPTANCES]), odd, entries), async (text) => {
    await writeFile(file, text);
    await problemsOf(file, async () => {
      for (const review of await loadAcceptances([folder])) {
        const { first: address, from: opened, verdict = 'tarpit' } = review;
        const exposure = { address, port: 2375, verdict, severity: 'info', opened } as const;
        expect(coveringReview([{ ...review, port: 2375, recurring: true }], exposure, review.until)).toBeDefined();
      }
    });
  });
});
