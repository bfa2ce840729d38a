/** The command line of a scheduled audit, and the one notation of time that cron and Kubernetes share. */

import type { Plan, When } from './schedule-plan.ts';

/** Seconds after `--max-duration` for reports and notifications; then the scheduler stops what is left. */
export const GRACE_SECONDS = 900;

/** Quiet, because the summary lists who is exposed, and journals and mails have more readers than the reports. */
export function auditArguments({ scope, out, maxDuration, engine, formats }: AuditWords): string[] {
  const words = ['audit', scope, '--out', out, '--max-duration', maxDuration, '--format', formats, '--quiet'];
  return engine === 'syn' ? [...words, '--engine', 'syn'] : words;
}

export type AuditWords = Pick<Plan, 'scope' | 'out' | 'maxDuration' | 'engine' | 'formats'>;

/** `17 3 * * 1,4` */
export function cronTime({ minute, hour, days }: When): string {
  return `${minute} ${hour} * * ${days.length === 0 ? '*' : days.join(',')}`;
}
