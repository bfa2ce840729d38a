/** Which living exposures the scope of a run names, and which it names no longer. Pure. */

import type { Looked } from './look.ts';
import type { RunView } from './observe.ts';

export interface ScopeChange {
  /** Ids of the exposure and of its endpoint. */
  exposure: string;
  finding: string;
  named: boolean;
  /** No scope that history knows names it any more. */
  left: boolean;
}

/** @param finished a finished audit: others do not say what left the scope */
export function nameExposures(looked: readonly Looked[], view: RunView, finished: boolean): ScopeChange[] {
  if (!view.audit) return [];
  return looked.flatMap(({ known, step }): ScopeChange[] => {
    if (step === undefined || step.spell.state === 'closed') return [];
    const { here, elsewhere } = known.named;
    const named = view.isNamed(known.address, known.port);
    if (named === here || (!named && !finished)) return [];
    return [{ exposure: step.spell.id, finding: known.id, named, left: !named && !elsewhere }];
  });
}
