/** The files for each scheduler. */

import { cronFiles } from './cron.ts';
import { kubernetesFiles } from './kubernetes.ts';
import type { KubernetesPlan, Plan, ScheduleFile, Scheduler } from './schedule-plan.ts';
import { systemdFiles } from './systemd.ts';

export function scheduleFiles(scheduler: Scheduler, plan: Plan & KubernetesPlan): ScheduleFile[] {
  if (scheduler === 'cron') return cronFiles(plan);
  return scheduler === 'systemd' ? systemdFiles(plan) : kubernetesFiles(plan);
}
