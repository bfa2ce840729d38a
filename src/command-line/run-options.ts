/** Options of a run: report formats, messages and notifications. */

import { FAIL_WHEN, type FailWhen } from '../domain/exposure.ts';
import { NOTIFY_WHEN } from '../notify/message.ts';
import { FORMATS } from '../report/formats.ts';
import { LOG_FORMATS, LOG_LEVELS } from '../terminal/log.ts';
import type { OptionSpec } from './command.ts';
import { parseOrg } from './options.ts';

/** Options of the report formats. */
export const FORMAT_OPTIONS: readonly OptionSpec[] = [
  {
    flags: '--format <list>',
    describe: `reports to write: ${FORMATS.map(({ name }) => name).join(', ')}, or all`,
    fallback: 'csv,json,html',
  },
  { flags: '--excel', describe: 'begin findings.csv with the mark that Excel needs', fallback: false },
  { flags: '--org <name>', describe: "organisation in the names of Shadowserver's files", parse: parseOrg },
];

/** The parsed FORMAT_OPTIONS. */
export interface FormatFlags {
  format: string;
  excel: boolean;
  org?: string;
}

/** Beside `--fail-on`. */
export const FAIL_WHEN_OPTION: OptionSpec = {
  flags: '--fail-when <word>',
  describe:
    'exit 1 for all that is open; for what opened, came back or got worse since the last finished audit; or for what is overdue',
  choices: FAIL_WHEN,
  fallback: 'open',
};

/** The parsed FAIL_WHEN_OPTION. */
export interface FailFlags {
  failWhen: FailWhen;
}

export const QUIET: readonly OptionSpec[] = [
  { flags: '--no-progress', describe: 'no progress bar or lines' },
  { flags: '--quiet', describe: 'no summary either: files and exit status only', fallback: false },
];

/** Messages and notifications of an unattended run. */
export const UNATTENDED_OPTIONS: readonly OptionSpec[] = [
  { flags: '--notify <url>', describe: 'tell this webhook what changed; may be repeated', repeatable: true },
  {
    flags: '--notify-when <when>',
    describe: 'what is worth a notification',
    choices: NOTIFY_WHEN,
    fallback: 'changes',
  },
  { flags: '--mail-to <address>', describe: 'the same by mail, through sendmail; may be repeated', repeatable: true },
  {
    flags: '--log-format <format>',
    describe: 'messages; json where there is no terminal (default: by the terminal)',
    choices: LOG_FORMATS,
  },
  { flags: '--log-level <level>', describe: 'least important message (default: info)', choices: LOG_LEVELS },
];
