import { expect, it } from 'vitest';
import { judgeRun } from '../../src/audit/assemble.ts';
import { RunJudge } from '../../src/audit/run-judge.ts';
import { RunRecorder } from '../../src/audit/run-recorder.ts';
import { foldJournal } from '../../src/journal/run-fold.ts';
import { AT, openAt, probeAt, startLine } from '../helpers/journal.ts';
import { temporaryFolder } from '../helpers/scope.ts';

it('ends with the run that its journal gives when it is read', async () => {
  const recorder = await RunRecorder.begin(await temporaryFolder(), startLine());
  recorder.append({ kind: 'open', open: openAt(1) });
  recorder.append({ kind: 'open', open: openAt(3) });
  expect(recorder.recordProbe(probeAt(1)).verdict).toBe('inconclusive');
  recorder.append({ kind: 'end', at: AT, reasons: ['interrupted'] });
  await recorder.close();
  const judged = recorder.finish();
  expect(judged).toEqual(await judgeRun(recorder.folder));
  expect(judged.report.findings.map(({ address }) => address)).toEqual(['127.0.0.0', '127.0.0.1']);
});

it('goes on where another process stopped, and reports a second probe of an endpoint once', async () => {
  const first = await RunRecorder.begin(await temporaryFolder(), startLine());
  first.recordProbe(probeAt(1));
  await first.close();
  const judge = new RunJudge(startLine());
  const fold = await foldJournal(first.folder, { onProbe: (probe) => void judge.add(probe) });
  const second = await RunRecorder.resume(first.folder, AT, fold, judge);
  expect(second.run).toBe(startLine().run);
  second.recordProbe(probeAt(1));
  second.recordProbe(probeAt(4));
  second.append({ kind: 'end', at: AT, reasons: [] });
  await second.close();
  const judged = second.finish();
  expect(judged).toEqual(await judgeRun(first.folder));
  expect(judged.report.run).toMatchObject({ resumedAt: [AT], probes: { done: 2, faulted: 0 } });
});
