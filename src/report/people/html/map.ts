/** The address map: each authorised network as a Hilbert curve, coloured by the worst finding in each cell. */

import { formatAddress } from '../../../domain/address.ts';
import type { Report } from '../../../domain/report.ts';
import { compareSeverity, SEVERITIES, type Severity, worstOf } from '../../../domain/verdicts.ts';
import { count, percentText, plural } from '../../../text/numbers.ts';
import type { Worklist } from '../../view/worklist.ts';
import { CELL_BITS, type Cell, declaredIntervals, type Grid, gridOf, type Mark } from './cells.ts';
import { framesOf, frameText } from './frames.ts';
import { severityShape } from './severity-marks.ts';
import { Html, html, NOTHING } from './template.ts';

const MAX_MAPS = 8;
const MAX_LISTED = 28;
/** Drawing units per cell. */
const CELL_UNITS = 10;
/** Blocks with a tooltip, along each side. */
const TIPS_PER_SIDE = 16;

export function addressMap(report: Report, worklist: Worklist, owner: string | undefined): Html {
  const frames = framesOf(declaredIntervals(report));
  const bits = frames.length === 1 ? CELL_BITS.alone : CELL_BITS.beside;
  const grids = frames.map((frame) => gridOf(frame, report, worklist, bits));
  if (grids.length === 0) return NOTHING;
  const order = grids.sort(compareGrids);
  const shown = order.slice(0, MAX_MAPS);
  return html`<section id="map" aria-labelledby="map-title">
<h2 id="map-title">Address map</h2>
<p>Every cell is one address, or several in a large network; neighbours in the numbering are neighbours on the map. A cell has the colour and the shape of the worst finding in it; a hollow shape was not seen again, which proves nothing.</p>
${legend(worklist, owner)}
<div class="maps">${shown.map((grid) => figure(grid, shown.length === 1))}</div>
${undrawn(order.slice(MAX_MAPS))}
</section>
`;
}

function undrawn(grids: readonly Grid[]): Html {
  if (grids.length === 0) return NOTHING;
  const cells = grids.flatMap((grid) => grid.cells);
  const found = cells.reduce((sum, cell) => sum + cell.findings, 0);
  const worst = worstIn(cells);
  const what = `${plural(grids.length, 'more network')} ${grids.length === 1 ? 'is' : 'are'} not drawn`;
  return worst === null
    ? html`<p class="quiet">${what}: nothing was found in ${grids.length === 1 ? 'it' : 'them'}. See <a href="#coverage">coverage</a>.</p>`
    : html`<p class="banner">${what}, with ${plural(found, 'finding')} in ${grids.length === 1 ? 'it' : 'them'}, the worst ${worst}: see <a href="#findings">findings</a>.</p>`;
}

/** Networks with the worst findings first; those without any last. */
function compareGrids(a: Grid, b: Grid): number {
  const [one, two] = [worstIn(a.cells), worstIn(b.cells)];
  if (one === null || two === null) return one === null ? (two === null ? 0 : 1) : -1;
  return compareSeverity(one, two);
}

function worstIn(cells: readonly Cell[]): Severity | null {
  return worstOf(cells.flatMap(({ worst, findings }) => (findings > 0 ? (worst ?? []) : [])));
}

type CellKind = 'outside' | 'left-out' | 'untested' | 'tested';

function kindOf({ declared, authorized, untested }: Cell): CellKind {
  if (declared === 0) return 'outside';
  if (authorized === 0) return 'left-out';
  return untested > 0 ? 'untested' : 'tested';
}

function legend({ findings, counts, settled }: Worklist, owner: string | undefined): Html {
  const present = SEVERITIES.filter((severity) => findings.some(({ finding }) => finding.severity === severity));
  const sample = (mark: Mark): Html =>
    new Html(
      `<svg class="swatch" viewBox="0 0 10 10" aria-hidden="true" focusable="false">${glyph('high', mark)}</svg>`,
    );
  const marks = [
    ...(counts.states.unverified > 0 ? [html`<li>${sample('silent')}hollow: not seen again, unproven</li>`] : []),
    ...(settled.length > 0 ? [html`<li>${sample('settled')}grey: accepted or declared</li>`] : []),
  ];
  const swatch = (kind: CellKind, pattern = ''): Html =>
    new Html(
      `<svg class="swatch" viewBox="0 0 20 20" aria-hidden="true" focusable="false"><rect class="m-${kind}" width="20" height="20"/>${pattern === '' ? '' : `<rect fill="url(#${pattern})" width="20" height="20"/>`}</svg>`,
    );
  return html`<svg class="defs" width="0" height="0" aria-hidden="true" focusable="false"><defs>
<pattern id="hatch" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><path class="m-line" d="M0 0V5"/></pattern>
<pattern id="cross" width="10" height="10" patternUnits="userSpaceOnUse"><path class="m-line" d="M2.5 2.5 7.5 7.5M7.5 2.5 2.5 7.5"/></pattern>
</defs></svg>
<ul class="legend" aria-label="Legend of the map">${present.map((severity) => html`<li>${severityShape(severity)}${severity}</li>`)}${marks}
<li>${swatch('tested')}tested: closed, or no answer</li><li>${swatch('untested', 'hatch')}range not wholly tested</li><li>${swatch('left-out', 'cross')}${owner === undefined ? 'excluded' : 'excluded, or another owner’s'}</li><li>${swatch('outside')}outside the ranges</li></ul>`;
}

/** @param alone whether there is room for its text beside it */
function figure(grid: Grid, alone: boolean): Html {
  const { frame, columns, rows, size, cells } = grid;
  const last = frame.first + (1n << BigInt(frame.bits)) - 1n;
  const name = frameText(frame);
  const found = SEVERITIES.flatMap((severity) => {
    const n = cells.filter(({ worst, findings }) => findings > 0 && worst === severity).length;
    return n === 0 ? [] : [`${count(n)} ${severity}`];
  });
  const silent = cells.filter(({ worst, mark }) => worst !== null && mark === 'silent').length;
  if (silent > 0) found.push(`${count(silent)} of them not seen again`);
  const label = `Map of ${name}: ${found.length === 0 ? 'no finding' : `cells by worst finding: ${found.join(', ')}`}. The same as text follows.`;
  const drawing = new Html(
    `<svg viewBox="0 0 ${columns * CELL_UNITS} ${rows * CELL_UNITS}" role="img" aria-label="${label}">${layers(grid)}</svg>`,
  );
  return html`<figure class="map${columns > rows ? ' wide' : ''}">
<p class="ends" aria-hidden="true"><code>${formatAddress({ family: frame.family, value: frame.first })}</code><code>${formatAddress({ family: frame.family, value: last })}</code></p>
${drawing}
<figcaption><b><code>${name}</code></b>${size > 1 ? html` <span class="quiet">${count(size)} addresses a cell</span>` : ''}<br>${caption(cells)}</figcaption>
${textAlternative(cells, alone)}
</figure>
`;
}

function caption(cells: readonly Cell[]): Html {
  const sum = (of: (cell: Cell) => number): number => cells.reduce((total, cell) => total + of(cell), 0);
  const authorized = sum((cell) => cell.authorized);
  const untested = sum((cell) => cell.untested);
  const leftOut = sum((cell) => cell.declared - cell.authorized);
  const silent = sum((cell) => cell.silent);
  const settled = sum((cell) => cell.settled);
  const share = authorized === 0 ? 100 : (100 * (authorized - untested)) / authorized;
  return html`${count(authorized)} authorised, ${percentText(share)} tested${leftOut > 0 ? `, ${count(leftOut)} left out` : ''}, ${plural(
    sum((cell) => cell.findings),
    'finding',
  )}${silent > 0 ? ` (${count(silent)} not seen again)` : ''}${settled > 0 ? `, ${count(settled)} accepted or declared` : ''}`;
}

function textAlternative(cells: readonly Cell[], open: boolean): Html {
  const found = cells.filter(({ worst }) => worst !== null);
  const order = [...found].sort((a, b) => compareSeverity(a.worst ?? 'info', b.worst ?? 'info'));
  const items = order.slice(0, MAX_LISTED).map((cell) => html`<li><code>${cell.text}</code>: ${wordsOf(cell)}</li>`);
  const more = order.length - MAX_LISTED;
  const leftOut = cells.filter(({ declared, authorized }) => authorized < declared);
  return html`<details${open ? new Html(' open') : NOTHING}><summary>This map as text</summary>
${items.length === 0 ? html`<p>No finding.</p>` : html`<ul>${items}</ul>`}
${more > 0 ? html`<p>And ${plural(more, 'more cell')} with findings.</p>` : ''}
${leftOut.length === 0 ? '' : html`<p>Left out, wholly or in part: ${leftOut.slice(0, MAX_LISTED).map(({ text }, i) => html`${i > 0 ? ', ' : ''}<code>${text}</code>`)}${leftOut.length > MAX_LISTED ? ' and more' : ''}.</p>`}</details>`;
}

function layers(grid: Grid): string {
  const { columns, rows, cells } = grid;
  const areas = (['tested', 'untested', 'left-out'] as const).map((kind) => {
    const d = areaOf(cells.filter((cell) => kindOf(cell) === kind));
    const pattern = kind === 'untested' ? 'hatch' : kind === 'left-out' ? 'cross' : '';
    if (d === '') return '';
    return `<path class="m-${kind}" d="${d}"/>${pattern === '' ? '' : `<path fill="url(#${pattern})" d="${d}"/>`}`;
  });
  return [
    `<rect class="m-outside" width="${columns * CELL_UNITS}" height="${rows * CELL_UNITS}"/>`,
    ...areas,
    `<path class="m-grid" d="${gridLines(grid)}"/>`,
    partial(cells),
    ...tips(grid),
    ...cells.map(findingCell),
  ].join('');
}

/** Cells as one outline, in runs along each row: small also for thousands of cells. */
function areaOf(cells: readonly Cell[]): string {
  let d = '';
  let run: { x: number; y: number; n: number } | undefined;
  const flush = (): void => {
    if (run !== undefined)
      d += `M${run.x * CELL_UNITS} ${run.y * CELL_UNITS}h${run.n * CELL_UNITS}v${CELL_UNITS}h-${run.n * CELL_UNITS}z`;
  };
  for (const { x, y } of [...cells].sort((a, b) => a.y - b.y || a.x - b.x)) {
    if (run !== undefined && run.y === y && run.x + run.n === x) run.n += 1;
    else {
      flush();
      run = { x, y, n: 1 };
    }
  }
  flush();
  return d;
}

/** A mark in the corner of cells that lost some of their addresses. */
function partial(cells: readonly Cell[]): string {
  const d = cells
    .filter(({ declared, authorized }) => authorized > 0 && authorized < declared)
    .map(({ x, y }) => `M${x * CELL_UNITS} ${y * CELL_UNITS}h4l-4 4z`)
    .join('');
  return d === '' ? '' : `<path class="m-corner" d="${d}"/>`;
}

function gridLines({ columns, rows }: Grid): string {
  const step = Math.max(1, rows / 16);
  let d = '';
  for (let x = step; x < columns; x += step) d += `M${x * CELL_UNITS} 0v${rows * CELL_UNITS}`;
  for (let y = step; y < rows; y += step) d += `M0 ${y * CELL_UNITS}h${columns * CELL_UNITS}`;
  return d;
}

/** Invisible squares that say which addresses they cover: on the curve, an aligned square is a network. */
function tips({ rows, cells }: Grid): string[] {
  const side = Math.max(1, rows / TIPS_PER_SIDE);
  const group = side * side;
  const texts: string[] = [];
  for (let i = 0; i < cells.length; i += group) {
    const block = cells.slice(i, i + group);
    const [first, last] = [block[0], block.at(-1)];
    if (first === undefined || last === undefined) continue;
    const x = Math.min(...block.map((cell) => cell.x)) * CELL_UNITS;
    const y = Math.min(...block.map((cell) => cell.y)) * CELL_UNITS;
    const text = first === last ? first.text : `${first.text.split(' ')[0]} to ${last.text.split(' ').at(-1)}`;
    texts.push(
      `<rect class="m-tip" x="${x}" y="${y}" width="${side * CELL_UNITS}" height="${side * CELL_UNITS}"><title>${text}${TIP_WORDS[kindOf(first)]}</title></rect>`,
    );
  }
  return texts;
}

const TIP_WORDS: Readonly<Record<CellKind, string>> = {
  outside: ': outside the ranges',
  'left-out': ': left out',
  untested: ': in a range that was not wholly tested',
  tested: ': tested',
};

const GLYPHS: Readonly<Record<Severity, string>> = {
  critical: 'M5 1.6 8.4 5 5 8.4 1.6 5Z',
  high: 'M5 2.2 8 7.6H2Z',
  medium: 'M3 3H7V7H3Z',
  low: 'M5 3.2a1.8 1.8 0 1 0 0.001 0Z',
  info: 'M5 3.2a1.8 1.8 0 1 0 0.001 0Z',
};

function findingCell(cell: Cell): string {
  const { x, y, text, worst, mark } = cell;
  if (worst === null) return '';
  return `<g transform="translate(${x * CELL_UNITS} ${y * CELL_UNITS})"><title>${text}: ${wordsOf(cell)}</title>${glyph(worst, mark)}</g>`;
}

/** In a box of 10 by 10: filled if it was seen, hollow if it fell silent, grey if it is accepted or declared. */
function glyph(severity: Severity, mark: Mark): string {
  const fill = mark === 'seen' ? `m-cell fill-${severity}` : `m-cell m-${mark} ${severity}`;
  return `<rect class="${fill}" x=".5" y=".5" width="9" height="9"/><path class="m-glyph${mark === 'silent' ? ` m-hollow ${severity}` : ''}" d="${GLYPHS[severity]}"/>`;
}

function wordsOf({ worst, findings, silent, settled }: Cell): string {
  const words =
    findings > 1 ? [`${count(findings)} findings, worst ${worst ?? ''}`] : findings === 1 ? [worst ?? ''] : [];
  if (silent > 0) words.push(findings === 1 ? 'not seen again' : `${count(silent)} not seen again`);
  if (settled > 0) words.push(`${settled === 1 ? '' : `${count(settled)} `}accepted or declared`);
  return words.join(', ');
}
