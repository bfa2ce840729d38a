import { describeEngine, isOpenEngine } from '../open.ts';
import { OPEN_ENGINE, OPEN_ENGINE_CVSS } from '../references.ts';
import type { Rule } from '../rule.ts';

export const engineOpenTls: Rule = {
  verdict: 'engine-open-tls',
  references: OPEN_ENGINE,
  cvss: OPEN_ENGINE_CVSS,
  match: (reading) => (isOpenEngine(reading) && reading.transport === 'tls' ? describeEngine(reading) : undefined),
};
