/** IPv6 addresses through every format for tools: each reader gets back what the sweep asked. */

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatGroups, parseAddress } from '../../src/domain/address.ts';
import type { Report } from '../../src/domain/report.ts';
import { renderDefectDojo } from '../../src/report/machine/defectdojo.ts';
import { renderEcs } from '../../src/report/machine/ecs.ts';
import { renderNmap } from '../../src/report/machine/nmap.ts';
import { renderOcsf } from '../../src/report/machine/ocsf.ts';
import { renderSarif } from '../../src/report/machine/sarif.ts';
import { renderShadowserver } from '../../src/report/machine/shadowserver.ts';
import { readRows } from './read-csv.ts';
import { sampleFinding, sampleReport } from './sample.ts';

const HTTP = { version: '1.1', status: 200, reason: 'OK', contentType: '', server: '', date: '' };
const group = fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 0xffff }));
const address = fc.array(group, { minLength: 8, maxLength: 8 }).map(formatGroups);

const jsonLines = (lines: Iterable<string>) =>
  [...lines].map((line) => JSON.parse(line) as Record<string, Record<string, never>>);

const READERS: Readonly<Record<string, (report: Report) => (string | undefined)[]>> = {
  shadowserver: (report) => readRows([...renderShadowserver(report)].join('')).map(({ ip }) => ip),
  ecs: (report) => jsonLines(renderEcs(report)).map(({ destination }) => destination?.ip),
  'the host of a URL': (report) =>
    jsonLines(renderEcs(report)).map(({ url }) => new URL(url?.full ?? '').hostname.slice(1, -1)),
  ocsf: (report) => [...renderOcsf(report)].map((line) => /"dst_endpoint":\{"ip":"([^"]*)"/.exec(line)?.[1]),
  defectdojo: (report) =>
    [...[...renderDefectDojo(report)].join('').matchAll(/"host":"([^"]*)"/g)].map(([, host]) => host),
  sarif: (report) => [...[...renderSarif(report)].join('').matchAll(/"address":"([^"]*)"/g)].map(([, ip]) => ip),
  nmap: (report) =>
    [...[...renderNmap(report)].join('').matchAll(/addr="([^"]*)" addrtype="ipv6"/g)].map(([, ip]) => ip),
};

describe.each(Object.entries(READERS))('%s', (_, read) => {
  test('gives the address back', () => {
    fc.assert(
      fc.property(address, (text) => {
        const finding = sampleFinding(text, { verdict: 'engine-open-plaintext', http: HTTP });
        const [found = ''] = read(sampleReport([finding]));
        expect(parseAddress(found)?.value).toBe(parseAddress(text)?.value);
      }),
    );
  });
});
