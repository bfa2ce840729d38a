import { expect, it } from 'vitest';
import { classify } from '../../../src/classify/classify.ts';
import { controlPlaneOpen } from '../../../src/classify/rules/control-plane-open.ts';
import { CONTROL_PLANE_TEXTS } from '../../../src/classify/texts/en/control-planes.ts';
import { evidenceOf } from '../../../src/domain/exposure.ts';
import { createCertificate } from '../../../src/lab/certificates.ts';
import { controlPlanes } from '../../../src/lab/control-planes.ts';
import { listen } from '../../../src/lab/serve.ts';
import { matchNamed, missed, reached } from '../../fixtures/answers/match.ts';
import { PLANES } from '../../fixtures/answers/planes.ts';
import { itJudgesServer, probeAll } from '../../helpers/probe.ts';
import { respond, serve } from '../../helpers/server.ts';

const ADDRESS = '127.0.100.10';

it('matches its fixtures, and of the others only what is looked for elsewhere', () => {
  expect(missed(controlPlaneOpen)).toEqual([]);
  expect(reached(controlPlaneOpen)).toEqual(new Set(['control-plane-open']));
});

it('is no name for anything on the ports of engines, nor for an engine anywhere', () => {
  for (const name of ['engine port: etcd', 'F6 etcd', 'F8 registry', 'an engine on the port of etcd'])
    expect(matchNamed(controlPlaneOpen, name), name).toBeUndefined();
});

it('takes its severity from its text, and proves an exposure from high on alone', () => {
  for (const { record } of PLANES.filter(({ verdict }) => verdict === 'control-plane-open')) {
    const judgement = classify(record);
    const variant = judgement.explanation.split('/')[1] ?? '';
    expect(judgement.severity).toBe(CONTROL_PLANE_TEXTS[variant]?.severity);
    const severe = judgement.severity === 'critical' || judgement.severity === 'high';
    expect(evidenceOf(judgement)).toBe(severe ? 'exposed' : 'other');
  }
});

itJudgesServer('control-plane-open', () =>
  serve(ADDRESS, respond('HTTP/1.1 404 Not Found\r\nPortainer-Agent: 2.21.4\r\nContent-Length: 0\r\n\r\n')),
);

it('says of each exhibit of the lab what it is, and of etcd on 2375 that it is another service', async () => {
  const exhibits = controlPlanes(await createCertificate('plane', [ADDRESS], Date.now()));
  const [etcd] = exhibits;
  const shown = [...exhibits, ...(etcd === undefined ? [] : [{ ...etcd, port: 2375 }])];
  const places = shown.map(({ port = 0 }, i) => ({ address: `127.0.100.${20 + i}`, port }));
  const servers = await Promise.all(
    shown.map(({ behave }, i) => listen(places[i]?.address ?? '', places[i]?.port ?? 0, behave)),
  );
  const records = await probeAll(places);
  await Promise.all(servers.map((server) => server.close()));
  const judged = new Map(records.map((record) => [record.position, classify(record)]));
  for (const [i, { name, verdict, severity, product }] of exhibits.entries())
    expect({ name, ...judged.get(i) }).toMatchObject({ name, verdict, severity, product });
  expect(judged.get(exhibits.length)).toMatchObject({ verdict: 'other-service', severity: 'info', product: 'etcd' });
});
