/** What a run tested and what it did not: the part of the summary that keeps a quiet run from being read as a clean one. */

import { formatHostPort } from '../ip.ts';
import { type Report, type RunRecord, SWEEP_STATES } from '../model.ts';
import { wrap } from './columns.ts';
import { terminalText } from './escape.ts';
import type { Paint } from './paint.ts';
