/** Every command, in the order of the help. A new one is a file of its own, a line here, and a test. */

import { AUDIT } from './audit.ts';
import type { CommandSpec } from './command.ts';
import { DEMO } from './demo.ts';
import { DOCTOR } from './doctor.ts';
import { LAB } from './lab.ts';
import { LOG } from './log.ts';
import { PLAN } from './plan.ts';
import { REPORT } from './report.ts';
import { RULES } from './rules.ts';
import { SCHEDULE } from './schedule.ts';

export const COMMANDS: readonly CommandSpec[] = [AUDIT, PLAN, REPORT, RULES, SCHEDULE, LOG, LAB, DEMO, DOCTOR];
