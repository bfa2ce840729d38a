/** Tables of what receivers were told: their DDL, and the columns with their types. */

import { column } from './columns.ts';

export const TOLD_DDL = `
-- What a receiver was last told of an exposure (or of a finding where there is none), and of the runs ('run ...').
CREATE TABLE told (
  number      INTEGER PRIMARY KEY,
  -- A hash of a webhook's URL, or 'mail'.
  receiver    TEXT NOT NULL,
  subject     TEXT NOT NULL,
  at          TEXT NOT NULL,
  -- JSON.
  state       TEXT NOT NULL,
  UNIQUE (receiver, subject)
) STRICT;

-- Messages that are not delivered yet. The id is that of the delivery: the same for each try.
CREATE TABLE outbox (
  number      INTEGER PRIMARY KEY,
  id          TEXT NOT NULL UNIQUE,
  receiver    TEXT NOT NULL,
  at          TEXT NOT NULL,
  -- JSON.
  message     TEXT NOT NULL
) STRICT;
CREATE INDEX outbox_by_receiver ON outbox (receiver, number);
`;

/** The columns that are written: all but the row's own number. */
export const TOLD_TABLES = {
  told: {
    receiver: column<string>(),
    subject: column<string>(),
    at: column<string>(),
    state: column<string>(),
  },
  outbox: {
    id: column<string>(),
    receiver: column<string>(),
    at: column<string>(),
    message: column<string>(),
  },
} as const;
