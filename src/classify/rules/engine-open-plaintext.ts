import { describeEngine, isOpenEngine } from '../open.ts';
import { CWE_319, OPEN_ENGINE, OPEN_ENGINE_CVSS } from '../references.ts';
import type { Rule } from '../rule.ts';

export const engineOpenPlaintext: Rule = {
  verdict: 'engine-open-plaintext',
  references: [...OPEN_ENGINE, CWE_319],
  cvss: OPEN_ENGINE_CVSS,
  match: (reading) => (isOpenEngine(reading) && reading.transport === 'plain' ? describeEngine(reading) : undefined),
};
