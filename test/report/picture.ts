/** Draws what a terminal shows as an SVG picture, for the README. */

import { columnsOf } from '../../src/text/columns.ts';

const CELL = 8.2;
const LINE = 19;
const MARGIN = 20;
const BAR = 34;

const INK = '#e6edf3';
const RED = '#d9534a';
/** Bold red, which terminals draw brighter. */
const BRIGHT_RED = '#ff7b72';
const COLOURS: Readonly<Record<number, string>> = { 31: RED, 33: '#e3b341', 35: '#d2a8ff', 36: '#76e3ea' };
const QUIET = '#8b949e';

interface Style {
  colour: string;
  bold: boolean;
}

/** @param text as a terminal gets it, with its escapes */
export function drawTerminal(title: string, text: string, columns: number): string {
  const lines = text.replace(/\n$/, '').split('\n');
  const width = Math.round(columns * CELL + 2 * MARGIN);
  const height = BAR + lines.length * LINE + MARGIN;
  const rows = lines.map((line, i) => drawLine(line, BAR + (i + 1) * LINE)).filter((row) => row !== '');
  const dots = ['#ff5f57', '#febc2e', '#28c840'].map(
    (colour, i) => `<circle cx="${MARGIN + i * 20}" cy="${BAR / 2 + 1}" r="6" fill="${colour}"/>`,
  );
  return `${[
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img">`,
    `<title>${escapeXml(title)}</title>`,
    `<rect width="${width}" height="${height}" rx="10" fill="#0d1117"/>`,
    ...dots,
    `<g font-family="ui-monospace,SFMono-Regular,Menlo,Consolas,'DejaVu Sans Mono',monospace" font-size="13.6" xml:space="preserve">`,
    ...rows,
    '</g>',
    '</svg>',
  ].join('\n')}\n`;
}

/** Every piece has its own place and length, so that columns stand under one another in any font. */
function drawLine(line: string, y: number): string {
  let column = 0;
  let style: Style = { colour: INK, bold: false };
  const pieces: string[] = [];
  // biome-ignore lint/suspicious/noControlCharactersInRegex: terminal escapes begin with one.
  for (const part of line.split(/(\u001b\[\d+m)/)) {
    const code = /\[(\d+)m$/.exec(part)?.[1];
    if (code !== undefined && part.startsWith('\u001b')) style = restyle(style, Number(code));
    else if (part !== '') {
      pieces.push(drawPiece(part, column, y, style));
      column += columnsOf(part);
    }
  }
  return pieces.join('');
}

function restyle(style: Style, code: number): Style {
  if (code === 1) return { ...style, bold: true };
  if (code === 22) return { colour: style.colour === QUIET ? INK : style.colour, bold: false };
  if (code === 2) return { ...style, colour: QUIET };
  return { ...style, colour: COLOURS[code] ?? INK };
}

function drawPiece(text: string, column: number, y: number, { colour, bold }: Style): string {
  const words = text.trimStart();
  if (words.trimEnd() === '') return '';
  const x = MARGIN + (column + columnsOf(text) - columnsOf(words)) * CELL;
  const length = (columnsOf(words.trimEnd()) * CELL).toFixed(1);
  const weight = bold ? ' font-weight="700"' : '';
  return `<text x="${x.toFixed(1)}" y="${y}" fill="${bold && colour === RED ? BRIGHT_RED : colour}"${weight} textLength="${length}">${escapeXml(words.trimEnd())}</text>`;
}

function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
