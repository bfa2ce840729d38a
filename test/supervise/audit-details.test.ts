import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { assembleReport } from '../../src/audit/assemble.ts';
import { EXIT } from '../../src/domain/errors.ts';
import { defaultOptions } from '../../src/domain/run.ts';
import { endDetails, startDetails } from '../../src/supervise/audit-details.ts';
import { writeRun } from '../helpers/ended-run.ts';
import { scopeOf, temporaryFolder } from '../helpers/scope.ts';

const SCOPE = scopeOf(['127.0.9.0/30', '127.0.10.0/30']);

it('names each authorisation once, and the receivers without their secrets', () => {
  const options = defaultOptions({ concurrency: 1, probes: 1, seed: 1 });
  const mail = { sendmail: '/usr/sbin/sendmail', to: ['a@b.example'], user: 'u', host: 'h', timeout: 1 };
  const details = startDetails({ scope: SCOPE, options, vantage: 'here', resume: 'x' }, { targets: [], mail });
  expect(details).toMatchObject({ resumed: true, vantage: 'here', options, notify: [], mail: ['a@b.example'] });
  expect(details.scope).toMatchObject({ ports: [2375, 2376] });
  expect(details.authorizations).toEqual([SCOPE.ranges[0]?.authorization]);
});

it('keeps size and hash of the journal, and null for a report that was not written', async () => {
  const folder = await writeRun(await temporaryFolder(), { id: '20260301T020000Z-000001', scope: SCOPE });
  const details = await endDetails({ folder, report: await assembleReport(folder), status: EXIT.clean });
  const journal = await readFile(join(folder, 'journal.jsonl'));
  const sha256 = createHash('sha256').update(journal).digest('hex');
  expect(details).toMatchObject({ outcome: 'finished', exitStatus: 0, findings: null });
  expect(details.journal).toEqual({ bytes: journal.length, sha256 });
});
