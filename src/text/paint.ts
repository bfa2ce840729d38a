/** Colours for the terminal, or none. */

import picocolors from 'picocolors';
import type { Severity } from '../domain/verdicts.ts';

type Brush = (text: string) => string;

export interface Paint {
  severity: Readonly<Record<Severity, Brush>>;
  heading: Brush;
  /** Something that a reader must not overlook. */
  warning: Brush;
  quiet: Brush;
}

/** With `color` false, every brush gives its text back unchanged. */
export function createPaint(color: boolean): Paint {
  const { bold, cyan, dim, red, yellow, magenta } = picocolors.createColors(color);
  return {
    severity: {
      critical: (text) => bold(red(text)),
      high: red,
      medium: yellow,
      low: cyan,
      info: dim,
    },
    heading: bold,
    warning: (text) => bold(magenta(text)),
    quiet: dim,
  };
}
