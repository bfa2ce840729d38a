import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadPolicy, parsePolicy } from '../../src/scope/policy.ts';
import { loadScope } from '../../src/scope/scope.ts';
import { NOW, scopeFile, scopeText } from '../helpers/scope.ts';

describe('the policy', () => {
  it('is found beside the scope files, and never read as one', async () => {
    const { folder, file } = await scopeFile(scopeText(['127.0.0.1']));
    expect(await loadPolicy(undefined, [folder])).toEqual({});
    await writeFile(join(folder, 'policy.yaml'), 'deadlines: { critical: 7, high: 30 }\n');
    expect(await loadPolicy(undefined, [folder])).toEqual({ critical: 7, high: 30 });
    expect(await loadPolicy(undefined, [file])).toEqual({ critical: 7, high: 30 });
    expect((await loadScope([folder], { now: NOW, maxAddresses: 10 })).files).toEqual([file]);
    await writeFile(join(folder, 'other.yaml'), 'deadlines: { low: 0 }\n');
    expect(await loadPolicy(join(folder, 'other.yaml'), [folder])).toEqual({ low: 0 });
    await expect(loadPolicy(join(folder, 'none.yaml'), [folder])).rejects.toThrow('SCOPE_UNREADABLE');
  });

  it.each([
    ['', 'p.yaml:1: the file is empty'],
    ['deadlines: { critical: seven }', "p.yaml:1: 'deadlines.critical' must be a whole number of days [POLICY_SHAPE]"],
    ['deadlines:\n  critical: 7\n  high: -1', "p.yaml:3: 'deadlines.high' must be 0 to 3650 days [POLICY_SHAPE]"],
    ['deadlines:\n  urgent: 7', 'p.yaml:2: '],
    ['days: {}', "'days' is not a key of this file [POLICY_SHAPE]"],
    ['deadlines: [', 'SCOPE_SYNTAX'],
  ])('refuses %j on its line', (text, words) => {
    expect(() => parsePolicy('p.yaml', text)).toThrow(words);
  });
});
