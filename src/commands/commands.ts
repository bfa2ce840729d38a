/** Every command, in the order of the help. A new one is a file of its own, an entry here, and a test. */

import type { LazyCommand } from '../command-line/command.ts';
import { DEFAULT_SCOPE, FINDING_OR_PLACE, FINDINGS, FINDINGS_OR_NONE, SCOPE } from '../command-line/shared-options.ts';
import { SCHEDULERS } from '../schedule/schedule-plan.ts';

export const COMMANDS: readonly LazyCommand[] = [
  {
    meta: {
      name: 'audit',
      describe: 'sweep the authorised ranges, probe what is open, write reports',
      arguments: [SCOPE],
    },
    load: () => import('./audit.ts'),
  },
  {
    meta: { name: 'plan', describe: 'show what would be probed; sends nothing', arguments: [SCOPE] },
    load: () => import('./plan.ts'),
  },
  {
    meta: {
      name: 'verify',
      describe: 'probe open findings again, twice, and tell what became of them',
      arguments: [
        {
          name: '[place-or-scope...]',
          describe: `address[:port] of findings (default: all open ones), and scope files or folders (default: ${DEFAULT_SCOPE})`,
        },
      ],
    },
    load: () => import('./verify.ts'),
  },
  {
    meta: {
      name: 'report',
      describe: 'write the reports of a run again, from its journal; sends nothing',
      arguments: [{ name: '<run>', describe: "a run's id or folder, or latest" }],
    },
    load: () => import('./report.ts'),
  },
  {
    meta: {
      name: 'runs',
      describe: 'list the runs of a folder, unfinished and pruned ones too; sends nothing',
      arguments: [],
    },
    load: () => import('./runs.ts'),
  },
  {
    meta: {
      name: 'diff',
      describe: 'show what is different between two runs; sends nothing',
      arguments: [
        { name: '[run]', describe: 'the earlier run; alone, it is compared with the finished one before it' },
        { name: '[after]', describe: 'the later run (default without both: the last two finished ones)' },
      ],
    },
    load: () => import('./diff.ts'),
  },
  {
    meta: {
      name: 'findings',
      describe: 'list what is known from all runs, overdue first; sends nothing',
      arguments: [],
    },
    load: () => import('./findings.ts'),
  },
  {
    meta: {
      name: 'show',
      describe: 'show all that is known of one finding, with its history; sends nothing',
      arguments: [FINDING_OR_PLACE],
    },
    load: () => import('./show.ts'),
  },
  {
    meta: {
      name: 'accept',
      describe: 'live with findings until a day: they alarm no more, and fail no run; withdraw or list that',
      arguments: [FINDINGS_OR_NONE],
    },
    load: () => import('./accept.ts'),
  },
  {
    meta: {
      name: 'retire',
      describe: 'close exposures that no look can close: not seen any more, out of scope, or left by a vantage',
      arguments: [FINDINGS_OR_NONE],
    },
    load: () => import('./retire.ts'),
  },
  {
    meta: {
      name: 'record-change',
      describe: 'say that findings were closed on purpose: where they fall silent, nobody is asked',
      arguments: [FINDINGS],
    },
    load: () => import('./record-change.ts'),
  },
  {
    meta: {
      name: 'annotate',
      describe: 'comment on findings, and say their ticket and who works on them',
      arguments: [FINDINGS],
    },
    load: () => import('./annotate.ts'),
  },
  {
    meta: {
      name: 'prune',
      describe: 'remove old run folders; never history, the latest run, or a running one',
      arguments: [],
    },
    load: () => import('./prune.ts'),
  },
  {
    meta: {
      name: 'history',
      describe: 'export, import, check, back up or make again what is known from all runs',
      arguments: [
        { name: '<what>', describe: 'export, import, rebuild, check, backup or add' },
        { name: '[subject]', describe: 'of import and backup a file, of add a run' },
      ],
    },
    load: () => import('./history.ts'),
  },
  {
    meta: { name: 'rules', describe: 'list every verdict with severity and meaning', arguments: [] },
    load: () => import('./rules.ts'),
  },
  {
    meta: {
      name: 'schedule',
      describe: 'print files that make a scheduler audit regularly',
      arguments: [{ name: '<scheduler>', describe: SCHEDULERS.join(', ') }],
    },
    load: () => import('./schedule.ts'),
  },
  {
    meta: {
      name: 'log',
      describe: 'who audited what, and how it ended; log verify proves that nobody changed it',
      arguments: [{ name: '[verify]', describe: 'prove the chain; exit 1 names the first broken entry' }],
    },
    load: () => import('./log.ts'),
  },
  {
    meta: { name: 'lab', describe: 'start a lab of exposures on 127.0.0.x, until Ctrl-C', arguments: [] },
    load: () => import('./lab.ts'),
  },
  {
    meta: { name: 'demo', describe: 'audit a lab of its own: see what findings look like', arguments: [] },
    load: () => import('./demo.ts'),
  },
  {
    meta: { name: 'doctor', describe: 'what this machine can do: engines, limits, output', arguments: [] },
    load: () => import('./doctor.ts'),
  },
];
