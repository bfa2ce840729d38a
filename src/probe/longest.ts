/** How long the tries of one endpoint may take, in milliseconds: for those who tell a person what a run waits for. */

import { firstLimits, patientLimits } from './probe-limits.ts';

export function longestTries(timeout: number): { first: number; patient: number } {
  const [first, patient] = [firstLimits(timeout), patientLimits(timeout)];
  return { first: first.connect + first.handshake + first.total, patient: patient.connect + patient.total };
}
