import fc from 'fast-check';
import { expect, it } from 'vitest';
import { CONTROL_PLANES, portNumbers } from '../../src/domain/control-planes.ts';
import { parseAcceptances } from '../../src/scope/acceptances-file.ts';
import { createWalk } from '../../src/scope/walk.ts';
import { type PlanOptions, renderPlan } from '../../src/terminal/plan-text.ts';
import { NOW, scopeOf } from '../helpers/scope.ts';

const OPTIONS: PlanOptions = {
  rate: 100,
  prefixRate: 100,
  timeout: 1_500,
  retries: 1,
  concurrency: 500,
  shard: { index: 1, count: 1 },
  now: NOW,
};

it('plans in 80 columns and warns of an authorisation that ends soon', () => {
  const options = {
    rate: 100,
    prefixRate: 100,
    timeout: 1_500,
    retries: 1,
    concurrency: 500,
    shard: { index: 1, count: 2 },
    now: Date.parse('2036-12-20T00:00:00Z'),
  };
  const text = renderPlan(scopeOf(['127.0.0.0/16'], 'exclude: [127.0.0.0/24]\n'), options);
  expect(text).toContain('nothing was sent');
  expect(text).toContain('expires in 12 days');
  expect(text).toContain('65,280 addresses');
  expect(text).toContain('shard 1/2: 65,280');
  for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
});

it('shows the ports of a pack by number', () => {
  const text = renderPlan(scopeOf(['127.0.0.0/28'], 'ports: control-planes\n'), OPTIONS);
  for (const port of portNumbers(CONTROL_PLANES)) expect(text).toMatch(new RegExp(`\\b${port}\\b`));
  for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
});

it('counts a shard as the walk does', () => {
  const scope = scopeOf(['127.0.0.0/28', '127.1.0.0/30']);
  fc.assert(
    fc.property(fc.integer({ min: 2, max: 60 }), fc.nat(), (count, at) => {
      const shard = { index: 1 + (at % count), count };
      const { size } = createWalk(scope, 1, shard);
      expect(renderPlan(scope, { ...OPTIONS, shard })).toContain(`shard ${shard.index}/${count}: ${size} of them`);
    }),
  );
});

it.each<[string, Partial<PlanOptions>, string]>([
  // 512 endpoints in one /24.
  ['the overall rate', { rate: 2, prefixRate: null }, 'about 5 min if all refuse, 9 min if all are silent'],
  ['the rate of the one prefix', { rate: null, prefixRate: 1 }, 'about 9 min if all refuse, 18 min if all are silent'],
  [
    'silence, where nothing else holds it up',
    { rate: null, prefixRate: null, concurrency: 1, retries: 0 },
    'about 1 s if all refuse, 13 min if',
  ],
  ['hours', { rate: null, prefixRate: null, concurrency: 1, retries: 9 }, '2.2 h if all are silent'],
])('says how long: %s', (_name, change, text) => {
  expect(renderPlan(scopeOf(['127.0.0.0/24']), { ...OPTIONS, ...change })).toContain(text);
});

it('does not warn of an authorisation that holds for long, and counts its last day', () => {
  const scope = scopeOf(['127.0.0.1']);
  expect(renderPlan(scope, OPTIONS)).not.toContain('expires');
  expect(renderPlan(scope, { ...OPTIONS, now: Date.parse('2036-12-31T00:00:00Z') })).toContain('(expires in 1 days)');
});

it('lists what was taken out, and a range of which nothing is left', () => {
  const text = renderPlan(scopeOf(['192.0.0.0/16', '127.9.0.1'], 'exclude: [127.9.0.1]\n'), OPTIONS);
  expect(text).toMatch(/Taken out\n(.*\n)*.*192\.0\.2\.0\/24 {2}256 addresses, documentation/);
  expect(text).toContain('127.9.0.1  1 addresses, excluded');
  expect(text).toContain('nothing left');
});

it('shows nothing that a terminal would obey', () => {
  const scope = scopeOf(['127.0.0.1']);
  const [range] = scope.ranges;
  if (range === undefined) throw new Error('no range');
  const hostile = { ...range, owner: '\u001b[2J\u202eowner\n'.repeat(40), text: '\u0007127.0.0.1' };
  const text = renderPlan({ ...scope, ranges: [hostile] }, OPTIONS);
  expect(text.replaceAll('\n', '')).not.toMatch(/\p{C}/u);
  for (const line of text.split('\n')) expect(line.length).toBeLessThan(160);
});

it('says what history calls the scope, and from where it is looked at', () => {
  const more = 'name: head-office\nvantages: [{ name: office, stands: inside }, { name: vps-1, stands: internet }]\n';
  expect(renderPlan(scopeOf(['127.0.0.1'], more), OPTIONS)).toContain(
    '\nScope\n  head-office\n  vantage office: inside\n  vantage vps-1: internet\n\nAuthorised ranges\n',
  );
  const plain = { ...scopeOf(['127.0.0.1']), key: '/etc/seawall/targets' };
  expect(renderPlan(plain, OPTIONS)).toContain('\nScope\n  /etc/seawall/targets\n\n');
});

it('counts the reviewed acceptances, and names those that have expired', () => {
  const entry = (target: string, from: string, until: string): string =>
    `  - { target: ${target}, reason: r, owner: platform, from: ${from}, until: ${until} }\n`;
  const acceptancesOf = (...entries: string[]) =>
    parseAcceptances([{ file: 'acceptances.yaml', text: `acceptances:\n${entries.join('')}` }]);
  const scope = scopeOf(['127.0.0.0/24']);
  const mixed = acceptancesOf(
    entry('127.0.0.1', '2026-11-24', '2026-11-24'),
    entry('127.0.0.0/8', '2026-01-01', '2026-12-31'),
    entry('127.0.0.2', '2026-11-25', '2026-12-31'),
    entry('127.0.0.3', '2026-01-01', '2026-11-23'),
    entry('10.0.0.1', '2026-01-01', '2026-02-01'),
  );
  expect(renderPlan(scope, { ...OPTIONS, acceptances: mixed })).toContain(
    '\n  reviewed acceptances: 2 in force, 1 not begun, 1 expired, 1 for other addresses\n' +
      '      127.0.0.3 expired on 2026-11-23, owner platform\n\nAuthorised ranges\n',
  );
  const many = Array.from({ length: 7 }, (_, i) => entry(`127.0.0.${i}`, '2026-01-01', '2026-02-01'));
  const text = renderPlan(scope, { ...OPTIONS, acceptances: acceptancesOf(...many) });
  expect(text).toContain('reviewed acceptances: 0 in force, 7 expired\n');
  expect(text).toContain('127.0.0.4 expired on 2026-02-01, owner platform\n      and 2 more expired\n');
  for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
  expect(renderPlan(scope, OPTIONS)).not.toContain('acceptances');
});

it('plans a scope of very many pieces', () => {
  const scope = scopeOf(['127.0.0.1']);
  const [span] = scope.spans;
  if (span === undefined) throw new Error('no span');
  expect(renderPlan({ ...scope, spans: Array.from({ length: 300_000 }, () => span) }, OPTIONS)).toContain('digest');
});
