// Records one ended run by the built program; says when it begins, and when it is done. Killed by the test on its way.
import { writeSync } from 'node:fs';
import { judgeRun } from '../../dist/audit/assemble.js';
import { recordInHistory } from '../../dist/audit/record-history.js';

const [, , folder, out] = process.argv;
writeSync(1, 'begin\n');
recordInHistory(await judgeRun(folder), { out, deadlines: {} });
writeSync(1, 'done\n');
