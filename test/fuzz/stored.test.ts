/** Stored files beside the runs: lock, audit log, undelivered messages. Damaged ones stop no run, and hide nothing. */

import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { SeawallError } from '../../src/domain/errors.ts';
import { OUTBOX, readOutbox, type Undelivered, writeOutbox } from '../../src/notify/outbox.ts';
import { messageFor } from '../../src/notify/report-message.ts';
import { AUDIT_LOG } from '../../src/supervise/audit-entry.ts';
import { openAuditLog } from '../../src/supervise/audit-log.ts';
import { verifyAuditLog } from '../../src/supervise/audit-verify.ts';
import { LOCK, lockFolder } from '../../src/supervise/lock.ts';
import { createContext } from '../helpers/context.ts';
import { fuzz, mutatedJson, mutatedText } from '../helpers/fuzz.ts';
import { clock, temporaryFolder } from '../helpers/scope.ts';
import { sampleReport } from '../report/sample.ts';

const { actor } = createContext();

it('undelivered messages are whole ones, or none', async () => {
  const out = await temporaryFolder();
  const message = messageFor(sampleReport(), { when: 'always', from: 'info' });
  if (message === undefined) throw new Error('no message');
  const at = new Date().toISOString();
  const messages: Undelivered[] = [1, 2].map((id) => ({ id: String(id), receiver: 'mail', at, message }));
  await writeOutbox(out, messages);
  const sound = await readFile(join(out, OUTBOX), 'utf8');
  expect(await readOutbox(out)).toEqual(messages);
  const json = mutatedJson([JSON.parse(sound)]).map((value) => JSON.stringify(value) ?? '');
  await fuzz(fc.oneof(json, json, mutatedText([sound])), async (text) => {
    await writeFile(join(out, OUTBOX), text);
    for (const one of await readOutbox(out)) {
      const { facts, findings, run, title } = one.message;
      expect([one.id, one.receiver, title, run.id].every((word) => typeof word === 'string')).toBe(true);
      expect([...facts.flat(), ...findings.map(({ owner }) => owner)].every((word) => typeof word === 'string')).toBe(
        true,
      );
    }
  });
});

it('a lock is held, or taken over, or refused by name', async () => {
  const out = await temporaryFolder();
  const path = join(out, LOCK);
  const request = { actor, clock, purpose: 'seawall audit' };
  const lock = await lockFolder(out, request);
  const sound = await readFile(path, 'utf8');
  await lock.release();
  const json = mutatedJson([JSON.parse(sound)]).map((value) => JSON.stringify(value) ?? '');
  await fuzz(
    fc.oneof(json, mutatedText([sound])),
    async (text) => {
      await writeFile(path, text);
      try {
        await (await lockFolder(out, request)).release();
      } catch (error) {
        if (!(error instanceof SeawallError)) throw error;
        expect(['LOCK_HELD', 'OUTPUT_UNWRITABLE']).toContain(error.code);
      }
    },
    { runs: 400 },
  );
});

it('an audit log is whole, or broken at a line; and the next entry is written', async () => {
  const out = await temporaryFolder();
  const path = join(out, AUDIT_LOG);
  const log = openAuditLog(out, actor, clock);
  for (const run of ['a', 'b', 'c']) await log.append('start', { run });
  const sound = await readFile(path, 'utf8');
  const lines = sound.trimEnd().split('\n');
  const json = fc
    .tuple(fc.nat({ max: 2 }), mutatedJson(lines.map((line): unknown => JSON.parse(line))))
    .map(([at, value]) => [...lines.slice(0, at), JSON.stringify(value) ?? '', ...lines.slice(at + 1), ''].join('\n'));
  await fuzz(
    fc.oneof(json, mutatedText([sound])),
    async (text) => {
      await writeFile(path, text);
      const { entries, broken, torn } = await verifyAuditLog(out);
      if (text !== sound) expect(broken !== undefined || torn > 0 || entries < 3).toBe(true);
      await openAuditLog(out, actor, clock).append('stop', {});
      const after = (await readFile(path, 'utf8')).trimEnd().split('\n');
      expect(after.at(-1)).toContain('"event":"stop"');
    },
    { runs: 400 },
  );
});
