/** The one object that every report is a pure function of. */

import type { AdvisoryBook } from './advisory.ts';
import type { Explanation } from './explanation.ts';
import type { Finding } from './finding.ts';
import type { History } from './history.ts';
import type { RunRecord } from './run.ts';
import type { Scope } from './scope.ts';

/** The one object that every report is a pure function of. */
export interface Report {
  run: RunRecord;
  /** Worst first, then by address and port. */
  findings: Finding[];
  /** The explanations that the findings name, by key. */
  explanations: Record<string, Explanation>;
  /** Absent where no finding has a `risk`. */
  advisories?: AdvisoryBook;
  /** The scope as it was when the run began. */
  scope: Scope;
  /** Absent where the run was not compared with earlier ones. */
  history?: History;
}
