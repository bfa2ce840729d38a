/**
 * One truth: three real audits of an estate that has a finding of every kind, and what each file, the terminal, the
 * message and the exit status of the last one say of it. Nothing here is made by hand but the table of `helpers/estate.ts`.
 */

import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { FORMATS } from '../../src/report/formats.ts';
import { auditEstate, type Estate, MEMBERS, type Member, type Work } from '../helpers/estate.ts';
import { runProgram } from '../helpers/program.ts';
import { startReceiver } from '../helpers/receiver.ts';
import { readRows } from './read-csv.ts';

let estate: Estate;
const files = new Map<string, string>();
let message: { title: string; facts: [string, string][]; findings: { address: string }[] };

beforeAll(async () => {
  const receiver = await startReceiver((response) => void response.writeHead(204).end());
  estate = await auditEstate(['--notify', receiver.url, '--notify-when', 'findings']);
  receiver.close();
  message = JSON.parse(receiver.received[0]?.body ?? '{}');
  for (const name of await readdir(estate.folder, { recursive: true, withFileTypes: true })) {
    if (!name.isFile()) continue;
    const path = join(name.parentPath, name.name);
    files.set(path.slice(estate.folder.length + 1), await readFile(path, 'utf8'));
  }
}, 120_000);

const textOf = (name: string): string => {
  const text = files.get(name);
  if (text === undefined) throw new Error(`no ${name} among ${[...files.keys()].join(', ')}`);
  return text;
};
const jsonLines = (name: string) =>
  textOf(name)
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
const addressIn = (text: string): string => /127\.96\.\d+\.\d+/.exec(text)?.[0] ?? '';
/** Members of the table in some of its classes. */
const addressesOf = (...works: Work[]): string[] =>
  MEMBERS.filter(({ work }) => works.includes(work))
    .map(({ address }) => address)
    .sort();
const namedIn = (text: string): string[] => [...new Set(text.match(/127\.96\.[12]\.(?!0\b)\d+/g))].sort();

/** What a file says of each address that it lists. */
type Said = ReadonlyMap<string, string>;
const said = <T>(items: readonly T[], read: (item: T) => [address: string, word: string]): Said => {
  const entries = items.map(read);
  expect(new Set(entries.map(([address]) => address)).size, 'an address is listed twice').toBe(entries.length);
  return new Map(entries);
};

const LISTED = 'not listed';
const VERDICT_OF: Readonly<Partial<Record<string, string>>> = {
  'declared mTLS': 'engine-mtls',
  'broken declaration': 'other-service',
  'something else': 'other-service',
};
const isEngine = ({ what }: Member): boolean => VERDICT_OF[what] === undefined;
const isSilent = ({ there }: Member): boolean => there.endsWith('_');

interface Reader {
  read(): Said;
  /** What the file must say of a member, from its class in the table. */
  expected(member: Member): string;
}

/** A reader for each format that lists endpoints one by one. */
const READERS: Readonly<Record<string, Reader>> = {
  csv: {
    read: () =>
      said(readRows(textOf('findings.csv')), ({ address = '', ...row }) => [
        address,
        [row.state, row.lifecycle === 'unverified' ? 'silent' : '', row.overdue, row.declared, row.accepted_until]
          .filter((word) => word !== '')
          .join(' '),
      ]),
    expected({ what, work, overdue, ...member }) {
      const one = { what, work, overdue, ...member };
      if (what === 'broken declaration') return 'no decoy (broken)';
      if (work === 'informational') return '';
      const state = isEngine(one) ? (work === 'closed' ? 'closed' : isSilent(one) ? 'unverified silent' : 'open') : '';
      const rest =
        work === 'accepted'
          ? '2026-08-01'
          : work === 'declared'
            ? what === 'declared mTLS'
              ? 'mtls'
              : 'decoy'
            : work === 'closed'
              ? ''
              : overdue
                ? 'yes'
                : 'no';
      return [state, rest].filter((word) => word !== '').join(' ');
    },
  },
  json: {
    read() {
      const { findings, history } = JSON.parse(textOf('findings.json'));
      return said<{ address: string; work: string }>([...findings, ...history.absent], ({ address, work }) => [
        address,
        work,
      ]);
    },
    expected: ({ work }) => work,
  },
  sarif: {
    read: () =>
      said<{ message: { text: string }; baselineState: string; suppressions?: { status: string }[] }>(
        JSON.parse(textOf('findings.sarif')).runs[0].results,
        ({ message: { text }, baselineState, suppressions }) => [
          addressIn(text),
          suppressions?.some(({ status }) => status === 'accepted') ? 'suppressed' : `${baselineState} alert`,
        ],
      ),
    expected({ what, work }) {
      if (work === 'accepted' || work === 'declared') return 'suppressed';
      if (work === 'closed') return LISTED;
      return `${what === 'new' ? 'new' : what === 'broken declaration' ? 'updated' : 'unchanged'} alert`;
    },
  },
  defectdojo: {
    read: () =>
      said<{ endpoints: { host: string }[]; active: boolean; tags: string[]; risk_accepted?: boolean }>(
        JSON.parse(textOf('defectdojo.json')).findings,
        ({ endpoints, active, tags, risk_accepted }) => [
          endpoints[0]?.host ?? '',
          [
            active ? 'active' : 'inactive',
            ...['accepted', 'declared', 'unverified'].filter((tag) => tags.includes(tag)),
            ...(risk_accepted === undefined ? [] : ['risk accepted']),
          ].join(' '),
        ],
      ),
    expected(member) {
      if (member.work === 'closed') return LISTED;
      const silent = isSilent(member) ? ' unverified' : '';
      if (member.work === 'declared') return `inactive declared${silent}`;
      return `active${member.work === 'accepted' ? ' accepted' : ''}${silent}`;
    },
  },
  ocsf: {
    read: () =>
      said(jsonLines('findings.ocsf.jsonl'), ({ finding_info, status }) => [addressIn(finding_info.title), status]),
    expected({ what, work }) {
      if (work === 'accepted' || work === 'declared') return 'Suppressed';
      if (work === 'closed') return 'Resolved';
      return what === 'new' ? 'New' : 'In Progress';
    },
  },
  ecs: {
    read: () =>
      said(jsonLines('findings.ecs.jsonl'), ({ host, labels }) => [
        host.ip[0],
        [labels.work, labels.overdue === 'true' ? 'overdue' : ''].join(' ').trim(),
      ]),
    expected: ({ work, overdue }) => (overdue ? `${work} overdue` : work),
  },
  nmap: {
    read: () =>
      said(textOf('nmap.xml').split('<host ').slice(1), (text) => [
        addressIn(text),
        [/<state state="([^"]+)"/.exec(text)?.[1], /key="work">([^<]+)/.exec(text)?.[1]].join(' '),
      ]),
    expected(member) {
      if (member.work === 'closed') return LISTED;
      return `${isSilent(member) ? 'open|filtered' : 'open'} ${member.work}`;
    },
  },
  junit: {
    read: () =>
      said(textOf('junit.xml').split('<testcase ').slice(2), (text) => [
        addressIn(text),
        text.includes('<failure') ? 'failed' : text.includes('<skipped') ? 'skipped' : 'passed',
      ]),
    expected(member) {
      if (member.work === 'closed') return LISTED;
      if (member.work === 'accepted' || member.work === 'declared') return 'skipped';
      return isEngine(member) ? 'failed' : 'passed';
    },
  },
  shadowserver: {
    read: () =>
      said(readRows(textOf('2026-03-31-scan_docker-seawall.csv')), ({ ip = '', tag = '' }) => [
        ip,
        ['accepted', 'unverified'].filter((word) => tag.split(';').includes(word)).join(' '),
      ]),
    expected(member) {
      if (!isEngine(member) || member.work === 'closed' || member.work === 'declared') return LISTED;
      return member.work === 'accepted' ? 'accepted' : isSilent(member) ? 'unverified' : '';
    },
  },
  remediation: {
    read: () =>
      said(textOf('remediation/index.md').match(/^\| \[.*$/gm) ?? [], (line) => [
        addressIn(line),
        /not seen again/.test(line) ? 'silent' : 'to do',
      ]),
    expected: (member) => toDo(member),
  },
  ansible: {
    read: () =>
      said(
        textOf('ansible/inventory.yml')
          .split(/^ +host-/m)
          .slice(1),
        (text) => [
          addressIn(text.slice(text.indexOf('ansible_host'))),
          /seawall_unverified: true/.test(text) ? 'silent' : 'to do',
        ],
      ),
    expected: (member) => toDo(member),
  },
  markdown: {
    read: () =>
      said(section(textOf('summary.md'), '## Findings').match(/^\| (?!---|severity).*$/gm) ?? [], (line) => [
        addressIn(line),
        [/silent/.test(line) ? 'silent' : 'to do', /overdue since/.test(line) ? 'overdue' : ''].join(' ').trim(),
      ]),
    expected: (member) =>
      member.what === 'broken declaration' ? 'to do' : `${toDo(member)}${member.overdue ? ' overdue' : ''}`,
  },
};

/** In lists of engines to close: open work, silent or not. */
function toDo(member: Member): string {
  if (!isEngine(member)) return LISTED;
  return member.work === 'open' ? 'to do' : member.work === 'unverified' ? 'silent' : LISTED;
}

function section(text: string, head: string): string {
  const from = text.indexOf(head);
  const to = text.indexOf('\n## ', from + 1);
  return text.slice(from, to < 0 ? undefined : to);
}

describe.each(Object.keys(READERS))('the format %s', (name) => {
  it.each(MEMBERS.map((member) => [member.what, member] as const))('marks what is %s', (_, member) => {
    const reader = READERS[name];
    expect(reader?.read().get(member.address) ?? LISTED).toBe(reader?.expected(member));
  });

  it('lists nothing else', () => {
    const known = new Set(MEMBERS.map(({ address }) => address));
    expect([...(READERS[name]?.read().keys() ?? [])].filter((address) => !known.has(address))).toEqual([]);
  });
});

/** Numbers by hand, from the table. */
const OPEN = MEMBERS.filter(({ work }) => work === 'open' || work === 'unverified');
const NUMBERS = {
  open: OPEN.length,
  critical: OPEN.filter(isEngine).length,
  silent: OPEN.filter(isSilent).length,
  answering: OPEN.filter((member) => isEngine(member) && !isSilent(member)).length,
  overdue: OPEN.filter(({ overdue }) => overdue).length,
  accepted: addressesOf('accepted').length,
  declared: addressesOf('declared').length,
  closed: addressesOf('closed').length,
  fresh: 1,
} as const;

/** A number in a text: the first group of the pattern, in every match. */
const numbersIn = (text: string, pattern: RegExp): number[] =>
  [...text.matchAll(new RegExp(pattern.source, `${pattern.flags.replace('g', '')}g`))].map((match) => Number(match[1]));

describe('the same number wherever the same thing is counted', () => {
  /** Claims of each view: where, and how the number is found. */
  const claims = (): Readonly<Record<keyof typeof NUMBERS, readonly [where: string, said: number[]][]>> => {
    const page = textOf('report.html');
    const { stdout } = estate.last;
    const summary = textOf('summary.md');
    const metrics = textOf('seawall.prom');
    const work = JSON.parse(textOf('findings.json')).work;
    const csv = readRows(textOf('findings.csv'));
    const junit = textOf('junit.xml');
    /** `5 critical, 1 info` is 6. */
    const fact = (name: string): number[] =>
      message.facts
        .filter(([key]) => key === name)
        .map(([, text]) => numbersIn(text, /(\d+)/).reduce((a, b) => a + b, 0));
    const index = textOf('owners/index.md').match(/^\| `.*$/gm) ?? [];
    const column = (i: number): number[] => [index.reduce((sum, line) => sum + Number(line.split('|')[i + 3]), 0)];
    const rowsUnder = (id: string): number[] => [
      page
        .split('<h3')
        .find((part) => part.startsWith(` id="${id}"`))
        ?.match(/<li>/g)?.length ?? 0,
    ];
    return {
      open: [
        ['findings.json', [work.open]],
        ['metrics', [numbersIn(metrics, /^seawall_findings_open\{.*\} (\d+)$/m).reduce((a, b) => a + b, 0)]],
        ['junit property', numbersIn(junit, /name="open_work" value="(\d+)"/)],
        ['message', fact('Open')],
      ],
      critical: [
        // From the severity that fails a run; a broken declaration is told whatever it answers as.
        [
          'message items',
          [
            message.findings.filter(({ address }) => OPEN.some((one) => isEngine(one) && one.address === address))
              .length,
          ],
        ],
        ['tile', numbersIn(page, /class="tile critical"><b>(\d+)</)],
        ['terminal', numbersIn(stdout, /(\d+) critical/)],
        ['summary.md', numbersIn(summary, /^\| (\d+) \| 0 \| 0 \| 0 \| \d+ \| \d+ \| \d+ \|$/m)],
        ['owners/index.md', column(0)],
        ['metrics', numbersIn(metrics, /^seawall_findings_open\{severity="critical"\} (\d+)$/m)],
        ['junit failures', [...new Set(numbersIn(junit, /failures="(\d+)"/))]],
        ['findings.json', [work.severities.critical]],
        ['remediation', numbersIn(textOf('remediation/index.md'), /(\d+) hosts are exposed/)],
        ['csv', [csv.filter(({ severity, overdue }) => severity === 'critical' && overdue !== '').length]],
      ],
      silent: [
        ['tile', numbersIn(page, /class="tile silent"><b>(\d+)</)],
        ['list', rowsUnder('silent')],
        ['terminal', numbersIn(stdout, /(\d+) engines? that \w+ exposed have fallen silent/)],
        ['summary.md', numbersIn(summary, /(\d+) engines? that \w+ exposed have fallen silent/)],
        ['owners/index.md', column(5)],
        ['metrics', numbersIn(metrics, /^seawall_findings_unverified (\d+)$/m)],
        ['remediation', numbersIn(textOf('remediation/index.md'), /(\d+) of them not seen again/)],
        ['findings.json', [work.states.unverified]],
        ['csv', [csv.filter(({ state, overdue }) => state === 'unverified' && overdue !== '').length]],
      ],
      answering: [
        ['headline', numbersIn(page, /<h1>(\d+) engines answer without asking/)],
        ['terminal', numbersIn(stdout, /(\d+) engines answer without asking/)],
        ['summary.md', numbersIn(summary, /(\d+) engines answer without asking/)],
      ],
      overdue: [
        ['pill', numbersIn(page, /<b>(\d+)<\/b> overdue/)],
        ['list', rowsUnder('overdue')],
        ['terminal', numbersIn(stdout, /(\d+) overdue/)],
        ['terminal list', [stdout.match(/^OVERDUE since/gm)?.length ?? 0]],
        ['summary.md', numbersIn(summary, /\*\*(\d+) overdue\*\*/)],
        ['owners/index.md', column(6)],
        ['metrics', numbersIn(metrics, /^seawall_findings_overdue (\d+)$/m)],
        ['findings.json', [work.overdue, JSON.parse(textOf('findings.json')).history.overdue]],
        ['message', fact('Overdue')],
        ['csv', [csv.filter(({ overdue }) => overdue === 'yes').length]],
      ],
      accepted: [
        ['terminal', numbersIn(stdout, /(\d+) accepted/)],
        ['metrics', numbersIn(metrics, /^seawall_findings_accepted (\d+)$/m)],
        ['findings.json', [work.states.accepted]],
        ['csv', [csv.filter(({ accepted_until }) => accepted_until !== '').length]],
      ],
      declared: [
        ['metrics', numbersIn(metrics, /^seawall_findings_declared (\d+)$/m)],
        ['findings.json', [work.states.declared]],
        ['terminal', [numbersIn(stdout, /(\d+) declared/).reduce((a, b) => a + b, 0)]],
        ['csv', [csv.filter(({ declared }) => declared === 'decoy' || declared === 'mtls').length]],
      ],
      closed: [
        ['list', rowsUnder('closed')],
        ['terminal', numbersIn(stdout, /(\d+) resolved/)],
        ['summary.md', numbersIn(summary, /(\d+) resolved/)],
        ['findings.json', [work.states.closed]],
        ['csv', [csv.filter(({ state }) => state === 'closed').length]],
      ],
      fresh: [
        ['terminal', numbersIn(stdout, /(\d+) new/)],
        ['summary.md', numbersIn(summary, /(\d+) new/)],
        ['csv', [csv.filter(({ lifecycle }) => lifecycle === 'new').length]],
      ],
    };
  };

  it.each(Object.keys(NUMBERS) as (keyof typeof NUMBERS)[])('%s', (what) => {
    const expected = NUMBERS[what];
    for (const [where, numbers] of claims()[what]) {
      expect(numbers.length, `${where} says nothing of what is ${what}`).toBeGreaterThan(0);
      expect([...new Set(numbers)], `${where}: ${what}`).toEqual([expected]);
    }
  });

  it('in the exit status: open work from high up fails the run, and nothing else does', () => {
    expect(estate.last.status).toBe(1);
  });
});

describe('owners', () => {
  it.each(['team-a', 'team-b'] as const)('%s is told of all that is theirs, and of nothing else', (owner) => {
    const folder = `owners/${owner}`;
    const mine = MEMBERS.filter((member) => member.owner === owner);
    const page = textOf(`${folder}/report.html`);
    for (const name of ['report.html', 'findings.csv', 'remediation.md']) {
      const others = new Set(MEMBERS.filter((member) => member.owner !== owner).map(({ address }) => address));
      expect(
        namedIn(textOf(`${folder}/${name}`)).filter((address) => others.has(address)),
        name,
      ).toEqual([]);
    }
    expect(
      readRows(textOf(`${folder}/findings.csv`))
        .map(({ address }) => address)
        .sort(),
    ).toEqual(mine.map(({ address }) => address).sort());
    const open = mine.filter((member) => OPEN.includes(member));
    expect(numbersIn(page, /class="tile critical"><b>(\d+)</)).toEqual([open.filter(isEngine).length]);
    expect(numbersIn(page, /class="tile silent"><b>(\d+)</)).toEqual([open.filter(isSilent).length]);
    expect([...new Set(numbersIn(page, /<b>(\d+)<\/b> overdue/))]).toEqual([open.filter((one) => one.overdue).length]);
    // What is accepted or declared is in no list of things to do.
    const steps = textOf(`${folder}/remediation.md`);
    const broken = namedIn((steps.match(/^\*\*Not as declared.*$/gm) ?? []).join());
    expect(namedIn(steps).filter((address) => !broken.includes(address))).toEqual(
      open
        .filter(isEngine)
        .map(({ address }) => address)
        .sort(),
    );
  });
});

it('says of a broken declaration on every page, and on the terminal', () => {
  for (const text of [
    estate.last.stdout,
    textOf('report.html'),
    textOf('summary.md'),
    textOf('owners/team-a/report.html'),
  ])
    expect(text).toMatch(/not as declared/i);
});

it('covers every format', () => {
  const elsewhere = ['coverage', 'html', 'owners', 'prometheus'];
  expect([...Object.keys(READERS), ...elsewhere].sort()).toEqual(FORMATS.map(({ name }) => name).sort());
});

it('is the same byte for byte when it is rendered again, and again', async () => {
  const id = /run (\S+)\n/.exec(estate.last.stdout)?.[1] ?? 'latest';
  for (let i = 0; i < 2; i += 1) {
    const { status } = await runProgram(['report', id, '--out', estate.out, '--format', 'all'], estate.now + i * 1_000);
    expect(status).toBe(0);
    for (const [name, text] of files) {
      expect(await readFile(join(estate.folder, name), 'utf8'), name).toBe(text);
    }
  }
});

it('stays the same in what history lists afterwards', async () => {
  const { stdout } = await runProgram(
    ['findings', '--out', estate.out, '--csv', '--policy', join(estate.out, '..', 'policy.yaml')],
    estate.now + 60_000,
  );
  const listed = readRows(stdout);
  const overdue = listed
    .filter((row) => row.overdue === 'yes')
    .map(({ address }) => address)
    .sort();
  expect(overdue).toEqual(
    MEMBERS.filter((one) => one.overdue)
      .map(({ address }) => address)
      .sort(),
  );
});
