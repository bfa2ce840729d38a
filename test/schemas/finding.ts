/** The description of one finding of `findings.json`. */

import { z } from 'zod';
import {
  ADVISORY_VERDICTS,
  type AdvisoryMatch,
  type EngineRisk,
  RISK_COMPONENTS,
  SUPPORT_STATES,
} from '../../src/domain/advisory.ts';
import type { CertificateFacts, HttpSummary, TlsFacts } from '../../src/domain/attempt.ts';
import { type EngineFacts, PRODUCTS } from '../../src/domain/engine.ts';
import { WORK_STATES } from '../../src/domain/exposure.ts';
import {
  type Acceptance,
  CLOSINGS,
  EXPOSURE_STATES,
  type Exposure,
  LIFECYCLES,
  QUALIFIERS,
  type Remarks,
  SIGHTS,
  type Standing,
} from '../../src/domain/finding.ts';
import { LOOKS, REACH_NEWS, REACHES, type SideLook, type StandingReach } from '../../src/domain/reach.ts';
import { DECLARATIONS, STANDS } from '../../src/domain/scope.ts';
import type { ListedFinding } from '../../src/report/machine/json.ts';
import { severity, verdict } from './run.ts';
import { addedLater, count, day, exactly, port, text, texts, time } from './shapes.ts';

const product = z.enum(PRODUCTS).meta({ id: 'product', description: 'What answered; empty if nothing identified it.' });

const engine = exactly<EngineFacts>()({
  product,
  version: text,
  apiVersion: text,
  minApiVersion: text,
  os: text,
  arch: text,
  platform: text,
  gitCommit: text,
  goVersion: text,
  kernelVersion: text,
  buildTime: text,
  rootless: z.boolean(),
  components: z.array(
    exactly<EngineFacts['components'][number]>()({ name: text, version: text, details: z.record(text, text) }),
  ),
  other: z.record(text, text).meta({ description: 'Keys of the answer that Seawall does not know.' }),
}).meta({ id: 'engine', description: 'What an engine says of itself: remote text, bounded but not to be trusted.' });

const certificate = exactly<CertificateFacts>()({
  subject: text,
  issuer: text,
  names: texts,
  validFrom: text,
  validTo: text,
  fingerprint: text,
  selfSigned: z.boolean(),
}).meta({ id: 'certificate' });

const tls = exactly<TlsFacts>()({
  established: z
    .boolean()
    .meta({ description: 'The handshake finished on our side; under TLS 1.3 that is no admission.' }),
  protocol: text,
  cipher: text,
  alert: z.int().min(0).max(255).exactOptional(),
  requested: z
    .boolean()
    .meta({ description: 'The server asked for a client certificate; absent where that was not seen.' })
    .exactOptional(),
  keyed: z.boolean(),
  certificate: certificate.exactOptional(),
}).meta({ id: 'tls' });

const http = exactly<HttpSummary>()({
  version: text,
  status: z.int(),
  reason: text,
  contentType: text,
  server: text,
  date: text,
}).meta({
  id: 'http',
  description: 'The head of the answer that the judgement rests on: remote text, bounded but not to be trusted.',
});

const advisoryMatch = exactly<AdvisoryMatch>()({
  id: text,
  component: z.enum(RISK_COMPONENTS),
  verdict: z.enum(ADVISORY_VERDICTS),
  fixedIn: texts,
  why: text.exactOptional(),
}).meta({
  id: 'advisoryMatch',
  description: 'One advisory against one endpoint; the id is a key of `advisories.known`.',
});

const risk = exactly<EngineRisk>()({
  line: text.meta({ description: 'Release line; empty where the version cannot be compared.' }),
  status: z.enum(SUPPORT_STATES),
  supportEnds: day.nullable(),
  notes: texts,
  advisories: z.array(advisoryMatch),
}).meta({
  id: 'risk',
  description:
    'Age of the software as of the day of the run; says nothing of exposure. Absent where no engine told its version.',
});

export const acceptance = exactly<Acceptance>()({
  findingId: text.meta({ description: 'Empty for one of a reviewed file: `by` is its file and line.' }),
  reason: text,
  owner: text,
  until: day,
  by: text,
  at: time,
}).meta({ id: 'acceptance', description: 'Somebody’s decision to live with a finding, until a day.' });

const exposure = exactly<Exposure>()({
  id: text.meta({ description: 'Another one for each spell of exposure at an endpoint.' }),
  state: z.enum(EXPOSURE_STATES),
  how: z.enum(CLOSINGS).nullable().meta({ description: 'How it closed; null unless it is closed.' }),
  opened: time,
  closed: time.nullable(),
  verdict,
  severity,
  product,
  version: text,
}).meta({
  id: 'exposure',
  description:
    'One spell in which strangers could reach an engine at the endpoint, with the last sighting that proved it.',
});

const sideLook = exactly<SideLook>()({
  vantage: text,
  stands: z.enum(STANDS),
  look: z.enum(LOOKS),
  at: time,
  since: time.exactOptional().meta({ description: 'The first of the looks in a row that saw the same.' }),
  fresh: z.boolean().meta({ description: 'Not too old to count.' }),
}).meta({ id: 'sideLook', description: 'The look that counts of those from one side.' });

const reach = exactly<StandingReach>()({
  word: z.enum(REACHES),
  text: text.meta({ description: 'The same with the day that a reader needs.' }),
  outside: sideLook.nullable().meta({ description: 'Null where no vantage outside ever looked.' }),
  inside: sideLook.nullable().meta({ description: 'Null where no vantage inside ever looked.' }),
  news: z.enum(REACH_NEWS).exactOptional().meta({
    description:
      '`now-on-internet` in the run that changed it; `newly-filtered` as long as it is open inside, silent where it answered outside, and no change is recorded.',
  }),
}).meta({
  id: 'reach',
  description: 'From where strangers get to the endpoint, by the last look of each declared vantage.',
});
const remarks = exactly<Remarks>()({
  ticket: text.exactOptional(),
  assignee: text.exactOptional(),
  comments: count.meta({ description: 'How many: `seawall show` has them.' }),
}).meta({ id: 'remarks', description: 'What people said of it. Absent where they said nothing.' });

const standing = exactly<Standing>()({
  changes: texts,
  openSince: time,
  daysOpen: count,
  due: day.nullable(),
  overdue: z.boolean(),
  acceptance: acceptance.nullable(),
  sight: z
    .enum(SIGHTS)
    .exactOptional()
    .meta({ description: 'Why the run did not see the exposure again; absent where it did.' }),
  exposure: exposure.exactOptional(),
  reach: reach.exactOptional(),
  remarks: remarks.exactOptional(),
}).meta({
  id: 'standing',
  description: 'The finding against its history. Absent where the run was not compared with earlier ones.',
});

const work = z.enum(WORK_STATES).meta({
  id: 'workState',
  description:
    'Where a finding stands with those who must act. `open` and `unverified` together are open work; `accepted` and `declared` are counted beside it.',
});

export const finding = exactly<ListedFinding>()({
  id: text.meta({ description: 'The same from run to run for one address, port and vantage.' }),
  lifecycle: z.enum(LIFECYCLES).nullable().meta({
    description: 'Null where the run was not compared with earlier ones, or the address left the scope.',
  }),
  risk: risk.exactOptional(),
  standing: standing.exactOptional(),
  declared: z.enum(DECLARATIONS).exactOptional().meta({
    description: 'What the scope file declares this endpoint to be, as long as it is that.',
  }),
  address: text.meta({ description: 'Canonical; IPv6 without brackets.' }),
  port,
  owner: text,
  contact: text,
  tags: texts,
  range: text,
  reference: text,
  firstSeen: time,
  lastSeen: time,
  vantage: text,
  runId: text,
  verdict,
  severity,
  product,
  qualifiers: z.array(z.enum(QUALIFIERS)).meta({ uniqueItems: true }),
  transport: z.enum(['plain', 'tls']),
  evidence: text.meta({ description: 'What was seen, in one line. Part of it may come from the remote host.' }),
  notes: texts,
  explanation: text.meta({ description: 'Key of an entry of `explanations`.' }),
  engine: engine.exactOptional(),
  tls: tls.exactOptional(),
  http: http.exactOptional(),
  work: addedLater(work),
}).meta({ id: 'finding', description: 'One address and port that answered.' });
