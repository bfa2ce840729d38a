/** The description of `status.json`. */

import { z } from 'zod';
import { STATUS_SCHEMA, STATUS_STATES, type Status } from '../../src/supervise/status.ts';
import { partialReason } from './run.ts';
import { count, exactly, text, time, toJsonSchema } from './shapes.ts';

const statusFile = exactly<Status>()({
  schema: z.literal(STATUS_SCHEMA),
  state: z.enum(STATUS_STATES),
  run: z.string().regex(/^\d{8}T\d{6}Z-[0-9a-f]{6}$/),
  folder: text.meta({ description: 'The run’s folder, as the command line names it.' }),
  host: text,
  pid: count,
  startedAt: time,
  updatedAt: time,
  done: count.meta({ description: 'Endpoints of this run’s shard that are settled.' }),
  total: count,
  rate: z.number().min(0).meta({ description: 'Endpoints settled per second since the start.' }),
  open: count,
  exposed: count.meta({ description: 'Findings of severity high or worse so far.' }),
  notTested: count,
  probing: count,
  etaSeconds: count.nullable(),
  reasons: z.array(partialReason),
  exitStatus: z
    .number()
    .meta({ enum: [0, 1, 2, 3, 70] })
    .nullable()
    .meta({ description: 'Null until the end.' }),
});

export function statusJsonSchema(): Record<string, unknown> {
  return toJsonSchema(statusFile, {
    $id: 'urn:seawall:status:1',
    title: 'status.json',
    description:
      'How the run under way, or the last one, is doing. Replaced as a whole once a second; `running` or `reporting` with an `updatedAt` older than a minute is a run that was killed. Within version 1 fields and words are only added: ignore what you do not know.',
  });
}
