import { expect, it } from 'vitest';
import { cronFiles } from '../../src/schedule/cron.ts';
import { kubernetesFiles } from '../../src/schedule/kubernetes.ts';
import { scheduleFiles } from '../../src/schedule/schedule.ts';
import { SCHEDULERS } from '../../src/schedule/schedule-plan.ts';
import { systemdFiles } from '../../src/schedule/systemd.ts';
import { PLAN } from './plan.ts';

it('gives each scheduler its own files', () => {
  expect(SCHEDULERS.map((scheduler) => scheduleFiles(scheduler, PLAN))).toEqual([
    cronFiles(PLAN),
    systemdFiles(PLAN),
    kubernetesFiles(PLAN),
  ]);
});
