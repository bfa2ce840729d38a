/** Every command, in the order of the help. A new one is a file of its own, a line here, and a test. */

import type { CommandSpec } from '../command-line/command.ts';
import { ACCEPT } from './accept.ts';
import { AUDIT } from './audit.ts';
import { DEMO } from './demo.ts';
import { DIFF } from './diff.ts';
import { DOCTOR } from './doctor.ts';
import { FINDINGS } from './findings.ts';
import { LAB } from './lab.ts';
import { LOG } from './log.ts';
import { PLAN } from './plan.ts';
import { PRUNE } from './prune.ts';
import { RECORD_CHANGE } from './record-change.ts';
import { REPORT } from './report.ts';
import { RULES } from './rules.ts';
import { SCHEDULE } from './schedule.ts';
import { SHOW } from './show.ts';
import { VERIFY } from './verify.ts';

export const COMMANDS: readonly CommandSpec[] = [
  AUDIT,
  PLAN,
  VERIFY,
  REPORT,
  DIFF,
  FINDINGS,
  SHOW,
  ACCEPT,
  RECORD_CHANGE,
  PRUNE,
  RULES,
  SCHEDULE,
  LOG,
  LAB,
  DEMO,
  DOCTOR,
];
