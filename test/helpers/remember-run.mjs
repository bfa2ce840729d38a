// Records one ended run by the built program; says when it begins, and when it is done. Killed by the test on its way.
import { writeSync } from 'node:fs';
import { rememberRun } from '../../dist/audit/remember.js';

const [, , folder, out] = process.argv;
writeSync(1, 'begin\n');
await rememberRun(folder, { out, deadlines: {} });
writeSync(1, 'done\n');
