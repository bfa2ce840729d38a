/** The text and the JSON of `seawall show`: everything known of one finding, and its timeline. */

import { formatHostPort } from '../domain/address.ts';
import type { Explanation } from '../domain/explanation.ts';
import { isOverdue, rowOfStored } from '../domain/exposure.ts';
import type { Exposure } from '../domain/finding.ts';
import type { StoredFinding, TimelineEntry } from '../domain/history.ts';
import { REACH_NEWS_TEXTS } from '../domain/reach.ts';
import { pad, wrap } from '../text/columns.ts';
import { jsonText, terminalText } from '../text/escape.ts';
import { LINE_CHARACTERS } from '../text/limits.ts';
import { plural } from '../text/numbers.ts';
import { createPaint } from '../text/paint.ts';

export interface Story {
  stored: StoredFinding;
  timeline: readonly TimelineEntry[];
  explanation: Explanation;
}

const LABEL_COLUMNS = 14;

export function renderStory({ stored, timeline, explanation }: Story, width: number, color: boolean): string {
  const paint = createPaint(color);
  const { finding, state, lastRun } = stored;
  const { standing, engine, tls } = finding;
  const fact = (name: string, value: string): string[] =>
    value === ''
      ? []
      : wrap(terminalText(value, LINE_CHARACTERS), width, pad(name, LABEL_COLUMNS), ' '.repeat(LABEL_COLUMNS));
  const due = standing.due === null ? '' : `${standing.due}${isOverdue(rowOfStored(stored)) ? ', OVERDUE' : ''}`;
  const { acceptance } = standing;
  const title = `${formatHostPort(finding.address, finding.port)}  ${finding.severity}  ${explanation.title}`;
  const lines = [
    ...wrap(terminalText(title, LINE_CHARACTERS), width).map(paint.heading),
    ...fact('id', finding.id),
    ...fact('state', [...new Set([state, finding.lifecycle ?? ''])].filter((word) => word !== '').join(', ')),
    ...fact('exposure', exposureText(standing.exposure)),
    ...fact('verdict', [finding.verdict, ...finding.qualifiers].join(', ')),
    ...fact('evidence', finding.evidence),
    ...fact('product', [finding.product, engine?.version ?? ''].filter((word) => word !== '').join(' ')),
    ...fact('API', engine?.apiVersion ?? ''),
    ...fact('host', [engine?.os ?? '', engine?.arch ?? '', engine?.kernelVersion ?? ''].join(' ').trim()),
    ...fact('certificate', tls?.certificate?.subject ?? ''),
    ...finding.notes.flatMap((note) => fact('note', note)),
    ...fact('owner', `${finding.owner} (${finding.contact})`),
    ...fact('range', `${finding.range}, ${finding.reference}`),
    ...fact('vantage', finding.vantage),
    ...fact('reach', standing.reach?.text ?? ''),
    ...fact('alarm', standing.reach?.news === 'newly-filtered' ? REACH_NEWS_TEXTS['newly-filtered'] : ''),
    ...fact('first seen', finding.firstSeen),
    ...fact('last seen', `${finding.lastSeen}, run ${finding.runId}`),
    ...fact('last run', lastRun),
    ...fact('open since', `${standing.openSince}, ${plural(standing.daysOpen, 'day')}`),
    ...fact('due', due),
    ...fact(
      'accepted',
      acceptance === null ? '' : `until ${acceptance.until} by ${acceptance.by}: ${acceptance.reason}`,
    ),
    ...fact('ticket', standing.remarks?.ticket ?? ''),
    ...fact('assignee', standing.remarks?.assignee ?? ''),
    ...fact('next', explanation.summary),
    '',
    paint.heading('Timeline'),
    ...timeline.flatMap((entry) => timelineLines(entry, width)),
  ];
  return `${lines.join('\n')}\n`;
}

/** `e4f1..., closed 2026-03-01T02:00:00.000Z: refused` */
function exposureText(exposure: Exposure | undefined): string {
  if (exposure === undefined) return '';
  const { id, state, how, closed } = exposure;
  return `${id}, ${state}${closed === null ? '' : ` ${closed}`}${how === null ? '' : `: ${how}`}`;
}

function timelineLines({ at, what, detail, run }: TimelineEntry, width: number): string[] {
  const head = `${at.slice(0, 16).replace('T', ' ')}  ${pad(what, LABEL_COLUMNS)}`;
  return wrap(
    terminalText([detail, run].filter((text) => text !== '').join(' · '), LINE_CHARACTERS),
    width,
    head,
    ' '.repeat(18),
  );
}

/** One object; a list of them for several. */
export function renderStoriesJson(stories: readonly Story[]): string {
  const objects = stories.map(({ stored, timeline }) => ({ schema: 'seawall.finding/1', ...stored, timeline }));
  return `${jsonText(objects.length === 1 ? objects[0] : objects, 2)}\n`;
}
