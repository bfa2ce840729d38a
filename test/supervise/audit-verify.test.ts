import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { AUDIT_LOG } from '../../src/supervise/audit-entry.ts';
import { openAuditLog } from '../../src/supervise/audit-log.ts';
import { verifyAuditLog } from '../../src/supervise/audit-verify.ts';
import { createContext } from '../helpers/context.ts';
import { clock, temporaryFolder } from '../helpers/scope.ts';

async function threeEntries(): Promise<{ out: string; lines: string[] }> {
  const out = await temporaryFolder();
  const log = openAuditLog(out, createContext().actor, clock);
  for (const run of ['a', 'b', 'c']) await log.append('start', { run });
  return { out, lines: (await readFile(join(out, AUDIT_LOG), 'utf8')).trimEnd().split('\n') };
}

it('proves a whole chain, and finds the entry of a hash', async () => {
  const { out, lines } = await threeEntries();
  const head: string = JSON.parse(lines[1] ?? '').hash;
  expect(await verifyAuditLog(out, { head })).toMatchObject({ entries: 3, torn: 0, anchor: 2 });
});

it('names the first entry that was changed or taken out, and the bytes of a torn one', async () => {
  const { out, lines } = await threeEntries();
  const [first = '', second = '', third = ''] = lines;
  const verify = async (text: string) => {
    await writeFile(join(out, AUDIT_LOG), text);
    return await verifyAuditLog(out);
  };
  expect((await verify(`${first}\n${second.replace('"b"', '"x"')}\n${third}\n`)).broken).toMatchObject({ line: 2 });
  expect((await verify(`${first}\n${third}\n`)).broken?.what).toContain('taken out');
  expect(await verify(`${first}\n${second.slice(0, 20)}`)).toMatchObject({ entries: 1, torn: 20 });
});

it('says where a log is missing', async () => {
  await expect(verifyAuditLog(await temporaryFolder())).rejects.toThrow('no audit log');
});
