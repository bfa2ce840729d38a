/** Writes what a run learnt of each endpoint: its row, its exposure, its looks, and the entry of the timeline. */

import type { FindingUpdate } from './compare-finding.ts';
import type { Database } from './database.ts';
import { createEndpointWriter, type WrittenRun } from './endpoint-writer.ts';
import { createExposureWriter } from './exposure-writer.ts';
import type { KnownFindingRow } from './load.ts';
import { createLookWriter } from './look-writer.ts';
import { insertInto } from './rows.ts';

export interface FindingWriter {
  write(update: FindingUpdate): void;
  /** To be called once, after the last update. */
  flush(): void;
}

export function createFindingWriter(
  db: Database,
  run: WrittenRun,
  knownFindings: readonly KnownFindingRow[],
): FindingWriter {
  const known = new Map(knownFindings.map((finding) => [finding.id, finding]));
  const spells = new Map(
    knownFindings.flatMap(({ spell }) => (spell === undefined ? [] : [[spell.id, spell] as const])),
  );
  const insertChange = insertInto(db, 'changes');
  const endpoints = createEndpointWriter(db, run, known);
  const exposures = createExposureWriter(db, run.number, spells);
  const looks = createLookWriter(db, run);
  return {
    write(update) {
      const { known: before, observation, spell, event } = update;
      const answer = observation.seen === 'answered' ? observation.finding : undefined;
      const row = known.get(before.id);
      const sighting = exposures.ownSighting(spell, answer !== undefined);
      const finding = endpoints.write(update, row, answer);
      if (finding === undefined) return;
      const written = spell && exposures.write(spell, finding, sighting);
      looks.write(finding, observation);
      if (event === undefined) return;
      const { word: lifecycle, what } = event;
      const { state = null, how = null, severity = answer?.severity ?? null } = spell ?? {};
      const at = answer?.lastSeen ?? run.at;
      const exposure = written ?? row?.spell?.number ?? null;
      insertChange({ finding, run: run.number, at, lifecycle, what, exposure, state, how, severity });
    },
    flush() {
      endpoints.flush();
      exposures.flush();
      looks.flush();
    },
  };
}
