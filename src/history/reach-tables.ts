/** The table of what a vantage met at places that never answered it: its DDL, and the columns with their types. */

import { column } from './columns.ts';

export const REACH_DDL = `
-- The last look from a vantage at a place that never answered it: watched because an exposure lives in the view of another.
CREATE TABLE unanswered (
  number      INTEGER PRIMARY KEY,
  vantage     TEXT NOT NULL,
  address     TEXT NOT NULL,
  port        INTEGER NOT NULL,
  seen        TEXT NOT NULL CHECK (seen IN ('closed', 'silent')),
  -- Of the looks in a row that met the same.
  first_at    TEXT NOT NULL,
  last_at     TEXT NOT NULL,
  -- The newest look that counted: its number.
  last_order  INTEGER NOT NULL,
  UNIQUE (vantage, address, port)
) STRICT;
`;

/** The columns that are written: all but the row's own number. */
export const REACH_TABLES = {
  unanswered: {
    vantage: column<string>(),
    address: column<string>(),
    port: column<number>(),
    seen: column<'closed' | 'silent'>(),
    first_at: column<string>(),
    last_at: column<string>(),
    last_order: column<number>(),
  },
} as const;
