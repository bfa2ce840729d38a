/** A file for /etc/cron.d: crontab(5). */

import { SeawallError } from '../domain/errors.ts';
import { shellWord } from '../text/shell.ts';
import { auditArguments, cronTime, GRACE_SECONDS } from './arguments.ts';
import type { Plan, ScheduleFile } from './schedule-plan.ts';

/** Longest command that common crons take. */
const MAX_COMMAND_CHARACTERS = 998;

/** @throws SeawallError USAGE where the command is longer than cron takes */
export function cronFiles(plan: Plan): ScheduleFile[] {
  const { user, environment } = plan;
  const command = commandOf(plan);
  if (command.length > MAX_COMMAND_CHARACTERS) {
    const message = `the command has ${command.length} characters, and cron takes ${MAX_COMMAND_CHARACTERS}: give shorter paths, or use systemd`;
    throw new SeawallError({ code: 'USAGE', message });
  }
  const text = `# Audits the ranges of ${plan.scope}.
# Statuses: 0 nothing found, 1 findings, 2 not run, 3 partial, 70 a bug.
# A run that is still going makes the next one exit with 2: they never run at once.
# Options, webhook URLs and secrets: ${environment}, owned by root and readable by ${user} (0640),
# one SEAWALL_...=... a line. What is written to standard error is mailed to MAILTO.
SHELL=/bin/sh
PATH=/usr/local/bin:/usr/bin:/bin
MAILTO=root

${cronTime(plan)} ${user} ${command}
`;
  return [{ path: '/etc/cron.d/seawall', text }];
}

function commandOf(plan: Plan): string {
  const { program, environment, seconds, out, metrics } = plan;
  const file = shellWord(environment);
  const words = [...program, ...auditArguments(plan)].map(shellWord).join(' ');
  const parts = [
    'umask 077; set -a',
    `[ ! -r ${file} ] || . ${file}`,
    'set +a',
    `timeout --preserve-status --kill-after=60 ${seconds + GRACE_SECONDS} ${words}`,
    'status=$?',
  ];
  if (metrics !== undefined) {
    const from = shellWord(`${out}/latest/${metrics.file}`);
    const [temporary, to] = [`${metrics.folder}/.${metrics.file}`, `${metrics.folder}/${metrics.file}`].map(shellWord);
    // The exporter must never see half a file.
    parts.push(
      `[ ! -r ${from} ] || [ ! -w ${shellWord(metrics.folder)} ] || { install -m 0644 ${from} ${temporary} && mv ${temporary} ${to}; }`,
    );
  }
  // A percent sign is a line break to cron.
  return [...parts, 'exit $status'].join('; ').replaceAll('%', '\\%');
}
