/** A control plane of containers that is no engine, on a port that was asked for as such. */

import { controlPlaneOf } from '../control-planes.ts';
import { CWE_306, CWE_668, T1133 } from '../references.ts';
import type { Rule } from '../rule.ts';
import { CONTROL_PLANE_TEXTS } from '../texts/en/control-planes.ts';

export const controlPlaneOpen: Rule<'control-plane-open'> = {
  verdict: 'control-plane-open',
  references: [CWE_306, CWE_668, T1133],
  match(reading) {
    const found = controlPlaneOf(reading);
    const severity = CONTROL_PLANE_TEXTS[found?.variant ?? '']?.severity;
    return found && { ...found, ...(severity && { severity }) };
  },
  texts: { en: CONTROL_PLANE_TEXTS },
};
