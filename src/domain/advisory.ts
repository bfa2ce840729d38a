/** Age of the software: published faults and the end of support. */

/** Whether upstream still fixes a release line. */
export const SUPPORT_STATES = ['supported', 'ended', 'unknown'] as const;
export type SupportState = (typeof SUPPORT_STATES)[number];

/** `possibly-affected`: the version is, but its builder may have fixed it without changing the version. */
export const ADVISORY_VERDICTS = ['affected', 'possibly-affected', 'not-affected', 'not-comparable'] as const;
export type AdvisoryVerdict = (typeof ADVISORY_VERDICTS)[number];

/** Parts of an answer that an advisory can be compared with. */
export const RISK_COMPONENTS = ['engine', 'containerd', 'runc', 'podman', 'desktop'] as const;
export type RiskComponent = (typeof RISK_COMPONENTS)[number];

/** One advisory against what one endpoint says of itself. */
export interface AdvisoryMatch {
  /** Key of the `Advisory`. */
  id: string;
  component: RiskComponent;
  verdict: AdvisoryVerdict;
  /** Releases with the fix that exist, oldest first; empty where none is newer or none is known. */
  fixedIn: string[];
  /** Reason why the version alone misleads. */
  why?: string;
}

/** Age of the software: kept apart from exposure, whose severity it neither raises nor lowers. */
export interface EngineRisk {
  /** Release line, `20.10`; empty where the version is none that can be compared. */
  line: string;
  status: SupportState;
  /** `YYYY-MM-DD` on which upstream support ended or will end; null where none is announced or none is known. */
  supportEnds: string | null;
  /** Caveats of this judgement, one line each. */
  notes: string[];
  /** Without those that plainly do not apply. */
  advisories: AdvisoryMatch[];
}

/** A published fault. */
export interface Advisory {
  id: string;
  /** Consequence for an engine that can be reached, in our words. */
  meaning: string;
  /** Only as published, and only where it was looked up. */
  cvss?: { score: number; vector?: string; system: 'CVSS 3' | 'CVSS 4.0' };
  source: string;
  url: string;
}

/** The advisories that were known when findings were judged. */
export interface AdvisoryBook {
  /** `YYYY-MM-DD`: what was published later is not in it. */
  snapshot: string;
  /** Those that the findings name, by id. */
  known: Record<string, Advisory>;
}
