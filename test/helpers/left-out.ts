/** Groups of tests that cannot run here: left out loudly, except where SEAWALL_REAL=require makes that a failure. */

import { appendFileSync } from 'node:fs';

const { SEAWALL_REAL, SEAWALL_LEFT_OUT } = process.env;

/**
 * For `describe.skipIf(leftOut('the playbook', whyNoAnsible()))`. The reporter of `vitest.config.ts` lists what was left
 * out at the end of all tests.
 * @param reason why the group cannot run here; undefined if it can
 * @param needed whether SEAWALL_REAL=require asks for it
 */
export function leftOut(what: string, reason: string | undefined, { needed = true } = {}): boolean {
  if (reason === undefined || (needed && SEAWALL_REAL === 'require')) return false;
  if (SEAWALL_LEFT_OUT !== undefined) appendFileSync(SEAWALL_LEFT_OUT, `${JSON.stringify({ what, reason })}\n`);
  return true;
}
