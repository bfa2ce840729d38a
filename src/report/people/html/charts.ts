/** Small charts, drawn so that they also read without colour: parts in a fixed order, and the numbers beside them. */

import type { TrendPoint } from '../../../domain/history.ts';
import { SEVERITIES } from '../../../domain/verdicts.ts';
import { count } from '../../../text/numbers.ts';
import { dayText } from '../../view/phrases.ts';
import { type Html, html, NOTHING } from './template.ts';

const WIDTH_UNITS = 320;
const HEIGHT_UNITS = 110;
/** Between two columns, as a share of a column's width. */
const GAP_SHARE = 0.25;
/** The least visible width of a part, in percent. */
const MIN_PERCENT = 0.6;

/** Parts of a whole in one bar. Names are classes: `part-open`. */
export function shareBar(parts: readonly { name: string; n: number }[], label: string): Html {
  const whole = parts.reduce((sum, { n }) => sum + n, 0);
  if (whole === 0) return NOTHING;
  const widths = parts.map(({ n }) => (n === 0 ? 0 : Math.max(MIN_PERCENT, (100 * n) / whole)));
  const scale = 100 / widths.reduce((sum, width) => sum + width, 0);
  let x = 0;
  const rects = parts.map(({ name, n }, i) => {
    const width = (widths[i] ?? 0) * scale;
    const rect = html`<rect class="part-${name}" x="${round(x)}" width="${round(width)}" height="6"><title>${name}: ${count(n)}</title></rect>`;
    x += width;
    return n === 0 ? NOTHING : rect;
  });
  return html`<svg class="share" viewBox="0 0 100 6" preserveAspectRatio="none" role="img" aria-label="${label}">${rects}</svg>`;
}

/** Findings by severity, one column per run, the worst at the bottom. */
export function severityColumns(points: readonly TrendPoint[]): Html {
  const totals = points.map(({ severities }) => SEVERITIES.reduce((sum, severity) => sum + severities[severity], 0));
  const top = Math.max(1, ...totals);
  const step = WIDTH_UNITS / points.length;
  const columns = points.map((point, i) => {
    let y = HEIGHT_UNITS;
    const parts = SEVERITIES.map((severity) => {
      const height = (HEIGHT_UNITS * point.severities[severity]) / top;
      y -= height;
      return height === 0
        ? NOTHING
        : html`<rect class="fill-${severity}" x="${round((i + GAP_SHARE / 2) * step)}" y="${round(y)}" width="${round(step * (1 - GAP_SHARE))}" height="${round(height)}"/>`;
    });
    return html`<g><title>${dayText(point.at)}: ${SEVERITIES.map((severity) => `${point.severities[severity]} ${severity}`).join(', ')}</title>${parts}</g>`;
  });
  return frame('Findings by severity', `up to ${count(top)}`, points, html`${columns}`);
}

/** Mean days to close in each run; runs that resolved nothing leave a gap. */
export function closingTimes(points: readonly TrendPoint[]): Html {
  const known = points.flatMap(({ meanDaysToClose }) => meanDaysToClose ?? []);
  if (known.length === 0) return NOTHING;
  const top = Math.max(1, ...known);
  const step = WIDTH_UNITS / points.length;
  const marks = points.flatMap(({ meanDaysToClose, at }, i) => {
    if (meanDaysToClose === null) return [];
    const [x, y] = [(i + 0.5) * step, HEIGHT_UNITS - 8 - ((HEIGHT_UNITS - 16) * meanDaysToClose) / top];
    return [{ x, y, text: `${dayText(at)}: ${round(meanDaysToClose)} days` }];
  });
  const line = marks.map(({ x, y }, i) => `${i === 0 ? 'M' : 'L'}${round(x)} ${round(y)}`).join('');
  const dots = marks.map(
    ({ x, y, text }) =>
      html`<circle class="dot" cx="${round(x)}" cy="${round(y)}" r="4"><title>${text}</title></circle>`,
  );
  return frame('Mean days to close', `up to ${round(top)} days`, points, html`<path class="line" d="${line}"/>${dots}`);
}

/** Findings that appeared above the line, resolved ones below. */
export function openedResolved(points: readonly TrendPoint[]): Html {
  const top = Math.max(1, ...points.flatMap(({ opened, resolved }) => [opened, resolved]));
  const step = WIDTH_UNITS / points.length;
  const half = HEIGHT_UNITS / 2;
  const bars = points.map(({ opened, resolved, at }, i) => {
    const [up, down] = [((half - 2) * opened) / top, ((half - 2) * resolved) / top];
    const x = round((i + GAP_SHARE / 2) * step);
    const width = round(step * (1 - GAP_SHARE));
    return html`<g><title>${dayText(at)}: ${opened} opened, ${resolved} resolved</title><rect class="opened" x="${x}" y="${round(half - up)}" width="${width}" height="${round(up)}"/><rect class="resolved" x="${x}" y="${round(half)}" width="${width}" height="${round(down)}"/></g>`;
  });
  return frame(
    'Opened above, resolved below',
    `up to ${count(top)}`,
    points,
    html`${bars}<path class="axis" d="M0 ${half}H${WIDTH_UNITS}"/>`,
  );
}

function frame(title: string, scale: string, points: readonly TrendPoint[], content: Html): Html {
  const [first, last] = [dayText(points[0]?.at ?? ''), dayText(points.at(-1)?.at ?? '')];
  return html`<figure class="chart"><figcaption>${title} <span class="quiet">${scale}</span></figcaption>
<svg viewBox="0 0 ${WIDTH_UNITS} ${HEIGHT_UNITS}" role="img" aria-label="${title}, ${points.length} runs; the numbers are in the table below"><path class="axis" d="M0 ${HEIGHT_UNITS}H${WIDTH_UNITS}"/>${content}</svg>
<p class="ends" aria-hidden="true"><span>${first}</span><span>${last}</span></p></figure>`;
}

function round(n: number): number {
  return Math.round(n * 100) / 100;
}
