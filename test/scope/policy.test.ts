import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadPolicy } from '../../src/scope/policy.ts';
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
});
