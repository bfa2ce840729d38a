/** Shapes of the advice on a host's page. Texts are data; each names where its facts come from. */

import type { HostCase } from './host.ts';

export interface AdviceStep {
  /** Markdown: ours, not anybody else's. */
  text: string;
  /** Lines to copy. Words in capitals (ADMIN_NET) are for the reader to fill in; the host's address is the only thing from outside. */
  commands?: (host: HostCase) => readonly string[];
  /** Good advice that we have not looked up: printed as such. */
  unchecked?: true;
}

export interface Advice {
  title: string;
  when: (host: HostCase) => boolean;
  steps: readonly AdviceStep[];
  source: string;
}

/** The same lines for every host. */
export function lines(...commands: string[]): () => readonly string[] {
  return () => commands;
}
