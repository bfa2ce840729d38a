import { expect, it } from 'vitest';
import { assembleReport } from '../../src/audit/assemble.ts';
import { sendNotifications } from '../../src/supervise/notify-receivers.ts';
import { logFor, receiversOf } from '../../src/supervise/unattended.ts';
import { createContext } from '../helpers/context.ts';
import { writeRun } from '../helpers/ended-run.ts';
import { scopeOf, temporaryFolder } from '../helpers/scope.ts';

it('warns of a receiver that does not answer, and throws nothing', async () => {
  const out = await temporaryFolder();
  const answers = { '127.0.9.1': '27.0.3' };
  const folder = await writeRun(out, { id: '20260301T020000Z-000001', scope: scopeOf(['127.0.9.0/28']), answers });
  // A signal has stopped the run: one try, without a pause.
  const context = createContext({ signal: AbortSignal.abort() });
  const flags = {
    out,
    quiet: false,
    failOn: 'high' as const,
    logFormat: 'json' as const,
    notify: ['http://127.0.9.9:9/x'],
  };
  const receivers = await receiversOf(flags, context);
  const head = { entries: 1, hash: '0'.repeat(64) };
  const report = await assembleReport(folder);
  const deliveries = await sendNotifications(report, receivers, flags, context, logFor(flags, context), head);
  expect(deliveries).toMatchObject([{ ok: false, tries: 1 }]);
  expect(JSON.parse(context.err())).toMatchObject({ event: 'notify-failed', tries: 1 });
});
