/** Decisions of people in the audit log. */

import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { type Decision, isDecision } from '../domain/decision.ts';
import type { Clock } from '../domain/time.ts';
import type { Actor } from './actor.ts';
import { AUDIT_LOG, type LogHead } from './audit-entry.ts';
import { openAuditLog } from './audit-log.ts';
import { verifyAuditLog } from './audit-verify.ts';

/** Resolves when the decision is on the disk. @throws SeawallError OUTPUT_UNWRITABLE */
export async function appendDecision(out: string, actor: Actor, clock: Clock, decision: Decision): Promise<LogHead> {
  return await openAuditLog(out, actor, clock).append('decision', { ...decision });
}

export interface LoggedDecisions {
  /** In the order of the log. */
  decisions: Decision[];
  /** The first entry that is not as it was written: what follows it is not read. */
  broken?: { line: number; what: string };
  /** Entries of decisions that lack something: their numbers. */
  unusable: number[];
}

/** None where there is no log. @throws SeawallError LOG_UNREADABLE */
export async function readDecisions(out: string): Promise<LoggedDecisions> {
  const found: LoggedDecisions = { decisions: [], unusable: [] };
  const isThere = await access(join(out, AUDIT_LOG)).then(
    () => true,
    () => false,
  );
  if (!isThere) return found;
  const { broken } = await verifyAuditLog(out, {
    onEntry({ event, details, seq }) {
      if (event !== 'decision') return;
      if (isDecision(details)) found.decisions.push(details);
      else found.unusable.push(seq);
    },
  });
  return { ...found, ...(broken && { broken }) };
}
