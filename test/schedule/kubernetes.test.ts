import { CronJob } from 'kubernetes-models/batch/v1/CronJob';
import { NetworkPolicy } from 'kubernetes-models/networking.k8s.io/v1/NetworkPolicy';
import { ConfigMap } from 'kubernetes-models/v1/ConfigMap';
import { PersistentVolumeClaim } from 'kubernetes-models/v1/PersistentVolumeClaim';
import { ServiceAccount } from 'kubernetes-models/v1/ServiceAccount';
import { describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { kubernetesFiles } from '../../src/schedule/kubernetes.ts';
import type { KubernetesPlan, Plan } from '../../src/schedule/schedule-plan.ts';
import { PLAN } from './plan.ts';

const MODELS = { CronJob, NetworkPolicy, ConfigMap, PersistentVolumeClaim, ServiceAccount } as const;

/** What a reader of YAML makes of the file. */
function objectsOf(plan: Plan & KubernetesPlan): Map<string, unknown> {
  const text = kubernetesFiles(plan)[0]?.text ?? '';
  expect(text).not.toMatch(/[&*]a\d/);
  const documents = parseAllDocuments(text);
  if (!Array.isArray(documents)) return expect.fail('no documents');
  for (const { errors } of documents) expect(errors).toEqual([]);
  return new Map(documents.map((document) => [String(document.get('kind')), document.toJS() as unknown]));
}

describe.each(['connect', 'syn'] as const)('the objects with %s', (engine) => {
  const objects = objectsOf({ ...PLAN, engine });

  it.each(Object.keys(MODELS) as (keyof typeof MODELS)[])('%s fits the schema', (kind) => {
    const object = objects.get(kind);
    expect(object).toBeDefined();
    const model = new MODELS[kind](object as never);
    model.validate();
    expect(model).toMatchObject({ kind });
  });

  it('would be refused with a word changed', () => {
    const job = structuredClone(objects.get('CronJob')) as { spec: { concurrencyPolicy: unknown; schedule: unknown } };
    job.spec.schedule = 5;
    expect(() => new CronJob(job as never).validate()).toThrow();
  });
});

it('gives the job its time, its deadline, no parallel run, and an unprivileged user', () => {
  const job = objectsOf({ ...PLAN, days: [1, 4] }).get('CronJob');
  expect(job).toMatchObject({
    metadata: { name: 'seawall', namespace: 'audits' },
    spec: {
      schedule: '17 3 * * 1,4',
      concurrencyPolicy: 'Forbid',
      jobTemplate: { spec: { backoffLimit: 0, activeDeadlineSeconds: 22_500 } },
    },
  });
  const pod = podOf(job);
  expect(pod.securityContext).toMatchObject({ runAsNonRoot: true, runAsUser: 65_532 });
  expect(pod.containers[0]).toMatchObject({
    image: 'registry.example.org/seawall:0.1.0',
    securityContext: { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: ['ALL'] } },
  });
  expect(pod.containers[0]?.securityContext.capabilities).not.toHaveProperty('add');
  const raw = podOf(objectsOf({ ...PLAN, engine: 'syn' }).get('CronJob'));
  expect(raw.containers[0]?.securityContext.capabilities).toEqual({ drop: ['ALL'], add: ['NET_RAW'] });
});

it('the network policy lets out what the scope allows, and name servers', () => {
  const ports = (...list: number[]): object[] => list.map((port) => ({ protocol: 'TCP', port }));
  expect(objectsOf(PLAN).get('NetworkPolicy')).toMatchObject({
    spec: {
      ingress: [],
      egress: [
        {
          to: ['10.0.0.1/32', '10.0.0.2/31', '10.0.0.4/31', '10.0.0.6/32'].map((cidr) => ({ ipBlock: { cidr } })),
          ports: ports(2375, 2376),
        },
        { to: [{ ipBlock: { cidr: '2001:db8::/112' } }], ports: ports(4243) },
        {
          ports: [
            { protocol: 'UDP', port: 53 },
            { protocol: 'TCP', port: 53 },
          ],
        },
      ],
    },
  });
});

it('the scope comes back from the ConfigMap as it was', () => {
  const text = '# a: \'b\'\r\nranges:\n\t- "x": |\n    y\n\n';
  const { data } = objectsOf({ ...PLAN, scopeFiles: [{ name: 'a.yaml', text }] }).get('ConfigMap') as { data: object };
  expect(data).toEqual({ 'a.yaml': text });
});

it('refuses a scope that does not fit', () => {
  const span = { first: '10.0.0.1', last: '10.3.255.254', size: 1, ports: [1], range: 0 };
  expect(() => kubernetesFiles({ ...PLAN, spans: Array(40).fill(span) })).toThrow('1000 are sensible');
  expect(() => kubernetesFiles({ ...PLAN, scopeFiles: [{ name: 'a', text: 'x'.repeat(900_001) }] })).toThrow(
    'ConfigMap',
  );
});

interface Pod {
  securityContext: object;
  containers: { securityContext: { capabilities: object } }[];
}

function podOf(job: unknown): Pod {
  return (job as { spec: { jobTemplate: { spec: { template: { spec: Pod } } } } }).spec.jobTemplate.spec.template.spec;
}
