import { describe, expect, it } from 'vitest';
import { SeawallError } from '../../src/domain/errors.ts';
import { parseAcceptances } from '../../src/scope/acceptances-file.ts';

const TERMS = 'reason: SEC-1, owner: platform, from: 2026-03-01, until: 2026-08-31';

/** A file for each list of entries, `a.yaml` and so on; each entry on a line of its own, from line 2. */
function sourcesOf(...files: string[][]) {
  return files.map((entries, i) => ({
    file: `${'abc'[i]}.yaml`,
    text: `acceptances:\n${entries.map((entry) => `  - { ${entry} }\n`).join('')}`,
  }));
}

function problemsOf(parse: () => unknown): string[] {
  try {
    parse();
    return [];
  } catch (error) {
    if (!(error instanceof SeawallError)) throw error;
    return error.problems.map(({ code, file, line, message }) => `${file}:${line} ${code} ${message}`);
  }
}

const problemsIn = (...entries: string[]): string[] => problemsOf(() => parseAcceptances(sourcesOf(entries)));

it('reads entries with their lines, and the ends of their targets', () => {
  const more = 'port: 2375, verdict: engine-open-tls, recurring: true';
  expect(
    parseAcceptances(sourcesOf([`target: 10.0.0.0/30, ${TERMS}`], [`target: "FD00::1", ${TERMS}, ${more}`])),
  ).toEqual([
    {
      ...{ target: '10.0.0.0/30', first: '10.0.0.0', last: '10.0.0.3', recurring: false },
      ...{ reason: 'SEC-1', owner: 'platform', from: '2026-03-01', until: '2026-08-31', file: 'a.yaml', line: 2 },
    },
    {
      ...{ target: 'FD00::1', first: 'fd00::1', last: 'fd00::1', recurring: true },
      ...{ port: 2375, verdict: 'engine-open-tls' },
      ...{ reason: 'SEC-1', owner: 'platform', from: '2026-03-01', until: '2026-08-31', file: 'b.yaml', line: 2 },
    },
  ]);
  expect(parseAcceptances([{ file: 'a.yaml', text: 'acceptances: []\n' }])).toEqual([]);
});

describe('every problem is told with file, line, value and remedy', () => {
  it.each([
    ['', 'a.yaml:1 SCOPE_EMPTY the file is empty: it needs'],
    ['acceptances: {', 'a.yaml:1 SCOPE_SYNTAX not valid YAML'],
    ['acceptances: 7', "a.yaml:1 ACCEPTANCE_SHAPE 'acceptances' Invalid input"],
    ['accepted: []', "a.yaml:1 ACCEPTANCE_SHAPE 'accepted' is not a key of this file"],
  ])('of the file: %s', (text, problem) => {
    expect(problemsOf(() => parseAcceptances([{ file: 'a.yaml', text }]))).toContainEqual(
      expect.stringContaining(problem),
    );
  });

  it.each([
    [TERMS, "ACCEPTANCE_SHAPE 'acceptances.0.target' is missing"],
    ['target: 10.0.0.5, owner: o, from: 2026-03-01, until: 2026-08-31', "'acceptances.0.reason' is missing"],
    [`target: 10.0.0.5, ${TERMS}, reazon: r`, "'acceptances.0.reazon' is not a key of this file"],
    [`target: 10.0.0.5, ${TERMS}, port: 0`, "'acceptances.0.port' must be 1 to 65535"],
    [
      `target: 10.0.0.5, ${TERMS}, verdict: engine-open`,
      "'acceptances.0.verdict' must be one of engine-open-plaintext,",
    ],
    [`target: 10.0.0.5, ${TERMS}, recurring: maybe`, "'acceptances.0.recurring' must be true or false"],
    [`target: 10.0.0.5, ${TERMS.replace('SEC-1', '""')}`, "'acceptances.0.reason' must not be empty"],
    [`target: 10.0.0.5, ${TERMS.replace('SEC-1', 'x'.repeat(501))}`, "'acceptances.0.reason' must have 500"],
    [`target: 10.0.0.5, ${TERMS.replace('08-31', '02-30')}`, "'acceptances.0.until' is no day of the calendar"],
    [`target: 10.0.0.5/24, ${TERMS}`, 'RANGE_HOST_BITS "10.0.0.5/24" has host bits set: write 10.0.0.0/24'],
    [`target: 10.0.0.9-10.0.0.1, ${TERMS}`, 'RANGE_ORDER'],
    [`target: 010.0.0.1, ${TERMS}`, 'RANGE_LEADING_ZERO'],
    [`target: everything, ${TERMS}`, 'RANGE_SYNTAX "everything" is no address range: write a CIDR block'],
  ])('of an entry: %s', (entry, problem) => {
    expect(problemsIn(entry)).toEqual([expect.stringContaining(problem)]);
    expect(problemsIn(entry)[0]).toMatch(/^a\.yaml:2 /);
  });

  it('all at once', () => {
    expect(problemsIn(`target: x, ${TERMS}`, `target: 10.0.0.1, ${TERMS}`, `target: 10.0.0.1/8, ${TERMS}`)).toEqual([
      expect.stringContaining('a.yaml:2 RANGE_SYNTAX'),
      expect.stringContaining('a.yaml:4 RANGE_HOST_BITS'),
    ]);
  });
});

describe('an acceptance ends', () => {
  const dates = (from: string, until: string): string[] =>
    problemsIn(`target: 10.0.0.5, reason: r, owner: o, from: ${from}, until: ${until}`);

  it('after it began, within a year', () => {
    expect(dates('2026-03-01', '2026-03-01')).toEqual([]);
    expect(dates('2026-03-01', '2027-03-01')).toEqual([]);
    expect(dates('2027-03-01', '2028-03-01')).toEqual([]);
    expect(dates('2028-02-29', '2029-02-28')).toEqual([]);
    expect(dates('2026-03-01', '2026-02-28')).toEqual([
      'a.yaml:2 ACCEPTANCE_DATES the acceptance of 10.0.0.5 ends (2026-02-28) before it begins (2026-03-01): correct the dates',
    ]);
    expect(dates('2026-03-01', '2027-03-02')).toEqual([
      'a.yaml:2 ACCEPTANCE_DATES the acceptance of 10.0.0.5 lasts from 2026-03-01 until 2027-03-02, longer than a year: end it on 2027-03-01 or sooner, and decide anew then',
    ]);
    expect(dates('2028-02-29', '2029-03-01')).toEqual([expect.stringContaining('end it on 2029-02-28 or sooner')]);
  });
});

describe('entries for the same addresses, port and verdict, on the same days', () => {
  it('are refused: said twice', () => {
    const entry = `target: 10.0.0.0/31, ${TERMS}`;
    const same = `target: 10.0.0.0-10.0.0.1, ${TERMS}`;
    const message = 'is accepted in a.yaml:2 already: say it once';
    expect(problemsIn(entry, same)).toEqual([`a.yaml:3 ACCEPTANCE_CONFLICT 10.0.0.0-10.0.0.1 ${message}`]);
    expect(problemsOf(() => parseAcceptances(sourcesOf([entry], [entry])))).toEqual([
      `b.yaml:2 ACCEPTANCE_CONFLICT 10.0.0.0/31 ${message}`,
    ]);
  });

  it.each([
    TERMS.replace('platform', 'network'),
    TERMS.replace('SEC-1', 'SEC-2'),
    TERMS.replace('2026-08-31', '2026-09-30'),
    `${TERMS}, recurring: true`,
  ])('are refused: contradictory, with %s', (other) => {
    expect(problemsIn(`target: 10.0.0.5, ${TERMS}`, `target: 10.0.0.5, ${other}`)).toEqual([
      'a.yaml:3 ACCEPTANCE_CONFLICT 10.0.0.5 is accepted in a.yaml:2 with other terms on the same days: keep one, or let it begin when the other has ended',
    ]);
  });

  it('are refused where they cross with other terms', () => {
    const other = TERMS.replace('platform', 'network');
    expect(problemsIn(`target: 10.0.0.4-10.0.0.9, ${other}`, `target: 10.0.0.1-10.0.0.5, ${TERMS}`)).toEqual([
      'a.yaml:3 ACCEPTANCE_CONFLICT 10.0.0.1-10.0.0.5 crosses 10.0.0.4-10.0.0.9 of a.yaml:2, with other terms on the same days: write ranges that do not overlap',
    ]);
    expect(problemsIn(`target: 10.0.0.4-10.0.0.9, ${TERMS}`, `target: 10.0.0.1-10.0.0.5, ${TERMS}`)).toEqual([]);
  });

  it('are found behind a wide one, and in thousands', () => {
    const many = Array.from({ length: 4_000 }, (_, i) => `target: 10.${i >> 8}.${i & 255}.0/24, ${TERMS}`);
    const wide = `target: 10.0.0.0/8, ${TERMS}`;
    expect(problemsIn(wide, ...many, `target: 10.15.159.0/24, ${TERMS}`)).toEqual([
      'a.yaml:4003 ACCEPTANCE_CONFLICT 10.15.159.0/24 is accepted in a.yaml:4002 already: say it once',
    ]);
  });

  it.each([
    [
      'another day',
      `target: 10.0.0.5, ${TERMS.replace('2026-03-01', '2026-09-01').replace('2026-08-31', '2027-02-28')}`,
    ],
    ['another port', `target: 10.0.0.5, port: 2375, ${TERMS.replace('platform', 'network')}`],
    ['another verdict', `target: 10.0.0.5, verdict: tarpit, ${TERMS.replace('platform', 'network')}`],
    ['a part of the addresses', `target: 10.0.0.4/31, ${TERMS.replace('platform', 'network')}`],
    ['the other family', `target: "::a00:5", ${TERMS.replace('platform', 'network')}`],
  ])('are no contradiction on %s', (_name, entry) => {
    expect(problemsIn(`target: 10.0.0.5, ${TERMS}`, entry)).toEqual([]);
    expect(problemsIn(entry, `target: 10.0.0.5, ${TERMS}`)).toEqual([]);
  });
});
