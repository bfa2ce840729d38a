/** Severity and lifecycle as people see them: a word, a shape and a colour, so that none of them must carry it alone. */

import { formatHostPort } from '../../../domain/address.ts';
import type { Lifecycle } from '../../../domain/finding.ts';
import type { Severity } from '../../../domain/verdicts.ts';
import { Html, html, NOTHING } from './template.ts';

/** Drawn in a box of 10 by 10. */
const SHAPES: Readonly<Record<Severity, string>> = {
  critical: 'M5 0.4 9.6 5 5 9.6 0.4 5Z',
  high: 'M5 0.8 9.6 9.2H0.4Z',
  medium: 'M1.2 1.2H8.8V8.8H1.2Z',
  low: 'M5 1a4 4 0 1 0 0.001 0Z',
  info: 'M5 1a4 4 0 1 0 0.001 0ZM5 3a2 2 0 1 1 -0.001 0Z',
};

export function severityShape(severity: Severity): Html {
  return new Html(
    `<svg class="shape fill-${severity}" viewBox="0 0 10 10" aria-hidden="true" focusable="false"><path d="${SHAPES[severity]}"/></svg>`,
  );
}

export function severityBadge(severity: Severity): Html {
  return html`<span class="badge ${severity}">${severityShape(severity)}${severity}</span>`;
}

/** Explanations of the lifecycle words. */
export const LIFECYCLE_MEANINGS: Readonly<Record<Lifecycle, string>> = {
  new: 'seen for the first time',
  persisting: 'as in the last run',
  changed: 'still there, but something about it is different',
  reopened: 'was gone, and is back',
  resolved: 'closed, replaced, or silent in two complete runs, seen from the same place',
  unverified: 'not seen again, and nothing proves that it is gone',
  accepted: 'somebody decided to live with it until a day',
};

export function lifecycleBadge(lifecycle: Lifecycle): Html {
  return html`<span class="state state-${lifecycle}" title="${LIFECYCLE_MEANINGS[lifecycle]}">${lifecycle}</span>`;
}

/** `10.20.0.5:2375` */
export function endpointCode({ address, port }: { address: string; port: number }): Html {
  return html`<code>${formatHostPort(address, port)}</code>`;
}

/** Distinguishes two kinds with the same title: the end of `engine-open-plaintext/rootless`. */
export function variantOf(key: string): Html {
  const [, variant] = key.split('/');
  return variant === undefined ? NOTHING : html` <span class="qualifier">${variant}</span>`;
}
