// Begins runs and decides about one finding, one transaction after the other, by the built program; says each when it is over.
import { writeSync } from 'node:fs';
import { openWriting } from '../../dist/history/database.js';
import { acceptFinding, recordChange } from '../../dist/history/decide.js';
import { historyPath } from '../../dist/history/history-file.js';
import { listNamed } from '../../dist/history/named.js';
import { recordStart } from '../../dist/history/store.js';

const [, , out, id] = process.argv;
const at = '2026-03-02T02:00:00.000Z';
const db = openWriting(historyPath(out));
const [{ finding }] = listNamed(db, [id], { now: at, deadlines: {} });
for (let i = 0; ; i += 1) {
  recordStart(db, `r${i}`, at);
  writeSync(1, 'start\n');
  db.transaction(() => acceptFinding(db, finding, { reason: 'x', owner: 'o', until: '2026-12-31', by: 'b', at }));
  writeSync(1, 'accept\n');
  recordChange(db, finding, { reference: `C-${i}`, by: 'b', at });
  writeSync(1, 'change\n');
}
