/** What people may decide of a finding, and what is refused with a reason. Pure; its table is `rulings.test.ts`. */

import { isExposed } from '../domain/exposure.ts';
import type { StoredFinding } from '../domain/history.ts';
import { isAtLeast } from '../domain/verdicts.ts';

/** A refusal says why, and what to do instead; undefined where nothing speaks against it. */
export type Refusal = string | undefined;

/** An exposure that lives, or what alarms without being one. */
export function refuseAcceptance(stored: StoredFinding): Refusal {
  const closed = closedText(stored);
  if (closed !== undefined) return `${closed}: there is nothing to accept`;
  const { finding } = stored;
  if (finding.standing.exposure !== undefined || isExposed(finding) || isAtLeast(finding.severity, 'medium'))
    return undefined;
  return `it is ${finding.verdict} (${finding.severity}), which alarms nobody: there is nothing to accept`;
}

/** @param accepted whether somebody accepted it by a command, and nobody withdrew it */
export function refuseRevocation(stored: StoredFinding, accepted: boolean): Refusal {
  const closed = closedText(stored);
  if (closed !== undefined) return `${closed}, and what accepted it ended with it: there is nothing to withdraw`;
  if (accepted) return undefined;
  const { acceptance } = stored.finding.standing;
  // Said by the file and the line of the review.
  if (acceptance !== null) return `${acceptance.by} accepts it: change that file`;
  return 'nobody accepted it: there is nothing to withdraw';
}

/**
 * Only a look closes what answers: retired is what the last look did not see open, what no scope names any more, and what a
 * vantage left behind.
 * @param isLeft no run came from its vantage for a week, and a person names that vantage
 */
export function refuseRetirement(stored: StoredFinding, isLeft: boolean): Refusal {
  const closed = closedText(stored);
  if (closed !== undefined) return `${closed}: there is nothing to retire`;
  const { state, finding } = stored;
  const { exposure } = finding.standing;
  if (exposure === undefined) return `it is ${finding.verdict}, which is no exposure: there is nothing to retire`;
  if (exposure.state === 'unverified' || state === 'out-of-scope' || isLeft) return undefined;
  return `it answered on ${finding.lastSeen.slice(0, 10)}: close the port, then verify`;
}

/** Whether an exposure lives here: what a range or an address with several ports stands for. */
export function isLiving({ finding: { standing } }: StoredFinding): boolean {
  return standing.exposure !== undefined && standing.exposure.state !== 'closed';
}

/** `closed on 2026-03-01 (refused)` */
function closedText({ state, finding: { standing, lastSeen } }: StoredFinding): string | undefined {
  const { exposure } = standing;
  if (exposure?.state === 'closed') return `closed on ${exposure.closed?.slice(0, 10)} (${exposure.how})`;
  return state === 'resolved' ? `not seen since ${lastSeen.slice(0, 10)}` : undefined;
}
