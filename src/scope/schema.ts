/** The shape of a scope file: what a reader checks, and what the JSON Schema for editors is made from. */

import { z } from 'zod';
import { CONTROL_PLANES, portNumbers } from '../domain/control-planes.ts';
import { DECLARATIONS, STANDS, VANTAGE_NAME } from '../domain/scope.ts';
import { isoOf } from '../domain/time.ts';
import { SEVERITIES, VERDICTS } from '../domain/verdicts.ts';

/** Printable text on one line. */
function text(description: string, example: string, most = 200): z.ZodString {
  return z
    .string({ error: 'must be text: put it in quotes' })
    .min(1, 'must not be empty')
    .max(most, `must have ${most} characters at most`)
    .regex(/^[^\p{C}]*$/u, 'must not hold control characters')
    .meta({ description, examples: [example] });
}

const day = z
  .string({ error: 'must be a date like 2026-01-31' })
  .regex(/^\d{4}-\d{2}-\d{2}$/, 'must be a date like 2026-01-31')
  .refine(
    (value) => !Number.isNaN(Date.parse(value)) && isoOf(Date.parse(value)).startsWith(value),
    'is no day of the calendar',
  );

/** Goes into the User-Agent header of every probe, inside parentheses. */
const contact = z
  .string({ error: 'must be text: put it in quotes' })
  .min(3, 'must be a mail address or a URL')
  .max(120, 'must have 120 characters at most')
  .regex(/^[\x21-\x7e]+$/, 'must be a mail address or a URL: printable ASCII without blanks')
  .regex(/^[^();]+$/, 'must not hold parentheses or semicolons')
  .meta({ description: 'Whom to call about a probe: a mail address or a URL.', examples: ['security@example.org'] });

const authorization = z
  .strictObject({
    by: text('Who allowed the audit.', 'ciso@example.org'),
    reference: text('Ticket or document of the permission.', 'SEC-1042'),
    from: day.meta({ description: 'First day, UTC.', examples: ['2026-01-01'] }),
    until: day.meta({ description: 'Last day, UTC, included.', examples: ['2026-12-31'] }),
  })
  .meta({ description: 'Who allowed the audit of these ranges, under which reference, and for which days.' });

const addresses = text('CIDR, first-last, or one address; IPv4 or IPv6.', '127.0.0.0/24');
const owner = text('Who fixes what is found here.', 'platform');

const range = z.strictObject({
  range: addresses,
  owner: owner.optional(),
  contact: contact.optional(),
  authorization: authorization.optional(),
  tags: z.array(text('A word of your own.', 'lab')).max(32).optional(),
});

const port = z.int({ error: 'must be a whole number' }).min(1, 'must be 1 to 65535').max(65_535, 'must be 1 to 65535');

const portList = z
  .array(port)
  .min(1, 'must name a port at least')
  .refine((ports) => new Set(ports).size === ports.length, 'names a port twice');

const known = z
  .strictObject({
    address: text('One IPv4 or IPv6 address.', '127.0.0.9'),
    port,
    is: z.enum(DECLARATIONS, { error: `must be ${DECLARATIONS.join(' or ')}` }).meta({
      description: 'decoy: a honeypot that plays an engine. mtls: an engine that demands client certificates.',
    }),
    reason: text('Why it is there.', 'honeypot of the security team'),
  })
  .meta({ description: 'An endpoint that is meant to be there.' });

const vantage = z.strictObject({
  name: z
    .string({ error: 'must be text: put it in quotes' })
    .regex(VANTAGE_NAME, 'must have 1 to 64 letters, digits, dots, hyphens, underscores or @, as --vantage takes it')
    .meta({ description: 'As --vantage names it.', examples: ['office'] }),
  stands: z.enum(STANDS, { error: `must be one of ${STANDS.join(', ')}` }).meta({
    description: 'internet: outside. inside: in the own network. segment: in one segment of it.',
  }),
});

export const scopeFile = z
  .strictObject({
    name: text('What history calls this scope; its path if absent.', 'head-office').optional(),
    authorization: authorization.optional(),
    owner: owner.optional(),
    contact: contact.optional(),
    ranges: z.array(range).meta({ description: 'What may be audited.' }),
    exclude: z
      .array(addresses)
      .optional()
      .meta({ description: 'What must never be touched. Wins over every range of every file.' }),
    ports: z
      .union([z.literal(CONTROL_PLANES), portList], {
        error: `must be a list of numbers from 1 to 65535, or ${CONTROL_PLANES}`,
      })
      .optional()
      .meta({
        description: `TCP ports to probe; 2375 and 2376 if absent. "${CONTROL_PLANES}" stands for ${portNumbers(CONTROL_PLANES).join(', ')}.`,
        examples: [[2375, 2376], CONTROL_PLANES],
      }),
    known: z.array(known).optional().meta({
      description: 'Declared endpoints: counted, never alarmed, reported loudly when they are something else.',
    }),
    vantages: z.array(vantage).optional().meta({
      description: 'Where the machines stand that audit this scope: what the Internet reaches is told from the rest.',
    }),
  })
  .meta({ title: 'Seawall scope file', description: 'The address ranges that may be audited, and who allowed it.' });

export type ScopeFile = z.infer<typeof scopeFile>;

const days = z
  .int({ error: 'must be a whole number of days' })
  .min(0, 'must be 0 to 3650 days')
  .max(3_650, 'must be 0 to 3650 days');

/** Days until a finding must be closed, by severity; a severity that is not named has no deadline. */
export const policyFile = z.strictObject({
  deadlines: z.partialRecord(z.enum(SEVERITIES, { error: `must be one of ${SEVERITIES.join(', ')}` }), days),
});

/** The longest reason, as `accept` takes it. */
const MAX_REASON = 500;

/** Decisions to live with exposures, in the order in which they were written. */
export const acceptancesFile = z.strictObject({
  acceptances: z.array(
    z.strictObject({
      target: addresses,
      port: port.optional(),
      verdict: z.enum(VERDICTS, { error: `must be one of ${VERDICTS.join(', ')}` }).optional(),
      reason: text('Why it is accepted.', 'replaced by the end of the quarter, SEC-1100', MAX_REASON),
      owner: text('Who answers for it.', 'platform'),
      from: day,
      until: day,
      recurring: z.boolean({ error: 'must be true or false' }).optional(),
    }),
  ),
});

export type AcceptanceEntry = z.infer<typeof acceptancesFile>['acceptances'][number];

/** One complaint about a value, with the keys that lead to it. */
export interface ShapeProblem {
  path: (string | number)[];
  message: string;
}

export function checkShape<T>(schema: z.ZodType<T>, value: unknown): { file: T } | { problems: ShapeProblem[] } {
  // With the input, or what has a wrong type would be called missing.
  const result = schema.safeParse(value, { reportInput: true });
  if (result.success) return { file: result.data };
  return { problems: result.error.issues.flatMap((issue) => problemsOf(issue)) };
}

function problemsOf(issue: z.core.$ZodIssue, above: PropertyKey[] = []): ShapeProblem[] {
  const keys = [...above, ...issue.path];
  // Of a word or a list: a list that was written is judged as one.
  const list = issue.code === 'invalid_union' && Array.isArray(issue.input) ? issue.errors.at(-1) : undefined;
  if (list !== undefined) return list.flatMap((inner) => problemsOf(inner, keys));
  const path = keys.map((key) => (typeof key === 'symbol' ? String(key) : key));
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => ({ path: [...path, key], message: 'is not a key of this file' }));
  if (issue.code === 'invalid_type' && issue.input === undefined && path.length > 0)
    return [{ path, message: 'is missing' }];
  return [{ path, message: issue.message }];
}
