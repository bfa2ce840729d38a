/** What receivers were told, and the messages that are on their way: both change in one transaction. */

import { isMoment, tryJson } from '../domain/shape.ts';
import { isTold, isToldRuns, type Told, type ToldRuns } from '../domain/told.ts';
import type { Database } from './database.ts';
import type { SqlRow } from './row-text.ts';

/** What one receiver was told. */
export interface ToldBook {
  /** By exposure id, or finding id where there is none. */
  subjects: Map<string, Told>;
  /** Undefined for a new receiver. */
  runs: ToldRuns | undefined;
}

export interface ToldRows {
  subjects: readonly (readonly [subject: string, told: Told])[];
  /** Of these runs. */
  lane: string;
  runs: ToldRuns;
  /** ISO time of the change. */
  at: string;
}

/** A message on its way, as JSON. */
export interface OutboxRow {
  /** Of the delivery. */
  id: string;
  receiver: string;
  at: string;
  message: string;
}

/** Subjects are ids of exposures and findings, which have no space. */
function runSubject(lane: string): string {
  return `run ${lane}`;
}

/**
 * Rows that cannot be read count as never told, and are said.
 * @param lane whose runs: one scope from one vantage
 */
export function loadTold(db: Database, receiver: string, lane: string): ToldBook {
  const book: ToldBook = { subjects: new Map(), runs: undefined };
  const damaged = (row: SqlRow): void =>
    db.damage.add('told', Number(row.number), 'what was told cannot be read', 'taken as never told');
  for (const row of db.all('SELECT number, subject, state FROM told WHERE receiver = ?', receiver)) {
    const state = tryJson(String(row.state));
    const subject = String(row.subject);
    if (subject.startsWith('run ')) {
      if (subject !== runSubject(lane)) continue;
      if (isToldRuns(state)) book.runs = state;
      else damaged(row);
    } else if (isTold(state)) book.subjects.set(subject, state);
    else damaged(row);
  }
  return book;
}

/** Keeps what a receiver is told, and the messages that say it: both or neither. A message that is known stays as it is. */
export function recordTold(db: Database, receiver: string, rows: ToldRows, messages: readonly OutboxRow[]): void {
  db.transaction(() => {
    const put = db.prepare(
      `INSERT INTO told (receiver, subject, at, state) VALUES (?, ?, ?, ?)
       ON CONFLICT (receiver, subject) DO UPDATE SET at = excluded.at, state = excluded.state`,
    );
    const { subjects, runs, at } = rows;
    for (const [subject, told] of subjects) put(receiver, subject, at, JSON.stringify(told));
    put(receiver, runSubject(rows.lane), at, JSON.stringify(runs));
    insertMessages(db, messages);
  });
}

/** Takes in messages that waited elsewhere; those that are known stay as they are. */
export function addToOutbox(db: Database, messages: readonly OutboxRow[]): void {
  db.transaction(() => insertMessages(db, messages));
}

function insertMessages(db: Database, messages: readonly OutboxRow[]): void {
  const add = db.prepare(
    'INSERT INTO outbox (id, receiver, at, message) VALUES (?, ?, ?, ?) ON CONFLICT (id) DO NOTHING',
  );
  for (const { id, receiver, at, message } of messages) add(id, receiver, at, message);
}

/** What waits for a receiver, oldest first. */
export function loadOutbox(db: Database, receiver: string): (OutboxRow & { number: number })[] {
  return db.all('SELECT * FROM outbox WHERE receiver = ? ORDER BY number', receiver).flatMap((row) => {
    const { number, id, at, message } = row;
    if (isMoment(at)) return [{ number: Number(number), id: String(id), receiver, at, message: String(message) }];
    damagedMessage(db, Number(number));
    return [];
  });
}

/** For a row of the outbox that is no message: it is said, and stays for whoever repairs it. */
export function damagedMessage(db: Database, number: number): void {
  db.damage.add('outbox', number, 'no message', 'not sent');
}

export function removeFromOutbox(db: Database, ids: readonly string[]): void {
  db.transaction(() => {
    const remove = db.prepare('DELETE FROM outbox WHERE id = ?');
    for (const id of ids) remove(id);
  });
}

/** Forgets what a receiver was told, and what waits for it: it then is a new one. */
export function forgetReceiver(db: Database, receiver: string): void {
  db.transaction(() => {
    db.prepare('DELETE FROM told WHERE receiver = ?')(receiver);
    db.prepare('DELETE FROM outbox WHERE receiver = ?')(receiver);
  });
}

/** Receivers that no run has named since a time. */
export function unnamedSince(db: Database, at: string): string[] {
  const rows = db.all('SELECT receiver FROM told GROUP BY receiver HAVING max(at) < ?', at);
  return rows.map(({ receiver }) => String(receiver));
}
