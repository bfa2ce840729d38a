/** The objects of a CronJob: account, scope, volume, network policy. Plain data, written as YAML. */

import { SeawallError } from '../domain/errors.ts';
import { stringify } from '../text/yaml.ts';
import { auditArguments, cronTime, GRACE_SECONDS } from './arguments.ts';
import { cidrBlocks } from './blocks.ts';
import type { KubernetesPlan, Plan, ScheduleFile } from './schedule-plan.ts';

/** Blocks in a network policy; beyond, the plug-ins that enforce it grow slow. */
const MAX_BLOCKS = 1_000;
/** Characters of scope files in a ConfigMap: it holds 1 MiB with everything. */
const MAX_SCOPE_CHARACTERS = 900_000;
const LABELS = { 'app.kubernetes.io/name': 'seawall' };
const MOUNTED = '/etc/seawall/targets';
const REPORTS = '/var/lib/seawall/reports';
/** The user id `nonroot` of distroless images. */
const USER_ID = 65_532;

const HEAD = `# Seawall by Kubernetes. The image must have 'seawall' on its path.
# Options, webhook URLs and secrets: a Secret 'seawall' with keys SEAWALL_...; it may be missing.
# A job fails when the audit was not run, or only in part; findings are told by notifications and reports.
# The network policy lets the pod reach the ranges of the scope and name servers. Add the receivers of notifications.
`;

/** @throws SeawallError USAGE where the scope does not fit into the objects */
export function kubernetesFiles(plan: Plan & KubernetesPlan): ScheduleFile[] {
  const objects = [account(), scopeMap(plan), volume(), policy(plan), cronJob(plan)];
  const named = objects.map((object) => ({
    ...object,
    metadata: { ...object.metadata, namespace: plan.namespace, labels: LABELS },
  }));
  const documents = named.map((object) => stringify(object, { lineWidth: 0, aliasDuplicateObjects: false }));
  return [{ path: 'seawall.yaml', text: `${HEAD}---\n${documents.join('---\n')}` }];
}

function account() {
  return {
    apiVersion: 'v1',
    kind: 'ServiceAccount',
    metadata: { name: 'seawall' },
    automountServiceAccountToken: false,
  };
}

function scopeMap({ scopeFiles }: KubernetesPlan) {
  const length = scopeFiles.reduce((sum, { text }) => sum + text.length, 0);
  if (length > MAX_SCOPE_CHARACTERS)
    throw tooLarge(`the scope files have ${length} characters, and a ConfigMap takes ${MAX_SCOPE_CHARACTERS}`);
  const data = Object.fromEntries(scopeFiles.map(({ name, text }) => [name, text]));
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'seawall-targets' }, data };
}

function volume() {
  return {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: { name: 'seawall-reports' },
    spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '5Gi' } } },
  };
}

function policy({ spans }: KubernetesPlan) {
  const byPorts = new Map<string, { ports: number[]; blocks: string[] }>();
  for (const { first, last, ports } of spans) {
    const key = ports.join(',');
    const rule = byPorts.get(key) ?? { ports, blocks: [] };
    rule.blocks.push(...cidrBlocks(first, last));
    byPorts.set(key, rule);
  }
  const rules = [...byPorts.values()];
  const blocks = rules.reduce((sum, rule) => sum + rule.blocks.length, 0);
  if (blocks > MAX_BLOCKS)
    throw tooLarge(`the scope needs ${blocks} blocks in a network policy, and ${MAX_BLOCKS} are sensible`);
  const dns = {
    to: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'kube-system' } } }],
    ports: ['UDP', 'TCP'].map((protocol) => ({ protocol, port: 53 })),
  };
  const egress = rules.map((rule) => ({
    to: rule.blocks.map((cidr) => ({ ipBlock: { cidr } })),
    ports: rule.ports.map((port) => ({ protocol: 'TCP', port })),
  }));
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name: 'seawall' },
    spec: {
      podSelector: { matchLabels: LABELS },
      policyTypes: ['Ingress', 'Egress'],
      ingress: [],
      egress: [...egress, dns],
    },
  };
}

function cronJob(plan: Plan & KubernetesPlan) {
  return {
    apiVersion: 'batch/v1',
    kind: 'CronJob',
    metadata: { name: 'seawall' },
    spec: {
      schedule: cronTime(plan),
      timeZone: 'Etc/UTC',
      concurrencyPolicy: 'Forbid',
      startingDeadlineSeconds: 3_600,
      successfulJobsHistoryLimit: 3,
      failedJobsHistoryLimit: 3,
      jobTemplate: {
        spec: {
          backoffLimit: 0,
          activeDeadlineSeconds: plan.seconds + GRACE_SECONDS,
          ttlSecondsAfterFinished: 604_800,
          template: { metadata: { labels: LABELS }, spec: podOf(plan) },
        },
      },
    },
  };
}

function podOf(plan: Plan & KubernetesPlan) {
  // Kubernetes cannot hand a capability to a user other than root: with `syn` the pod is root with that one alone.
  const raw = plan.engine === 'syn';
  const user = raw ? 0 : USER_ID;
  const words = auditArguments({ ...plan, scope: MOUNTED, out: REPORTS });
  return {
    restartPolicy: 'Never',
    serviceAccountName: 'seawall',
    automountServiceAccountToken: false,
    enableServiceLinks: false,
    securityContext: {
      runAsNonRoot: !raw,
      runAsUser: user,
      runAsGroup: user,
      fsGroup: user,
      seccompProfile: { type: 'RuntimeDefault' },
    },
    containers: [
      {
        name: 'seawall',
        image: plan.image,
        command: ['seawall', ...words, '--fail-on', 'none', '--log-format', 'json'],
        envFrom: [{ secretRef: { name: 'seawall', optional: true } }],
        resources: { requests: { cpu: '250m', memory: '256Mi' }, limits: { memory: '1Gi' } },
        securityContext: {
          allowPrivilegeEscalation: false,
          readOnlyRootFilesystem: true,
          capabilities: { drop: ['ALL'], ...(raw && { add: ['NET_RAW'] }) },
        },
        volumeMounts: [
          { name: 'targets', mountPath: MOUNTED, readOnly: true },
          { name: 'reports', mountPath: REPORTS, subPath: 'reports' },
          { name: 'tmp', mountPath: '/tmp' },
        ],
      },
    ],
    volumes: [
      { name: 'targets', configMap: { name: 'seawall-targets' } },
      { name: 'reports', persistentVolumeClaim: { claimName: 'seawall-reports' } },
      { name: 'tmp', emptyDir: { sizeLimit: '64Mi' } },
    ],
  };
}

function tooLarge(what: string): SeawallError {
  return new SeawallError({ code: 'USAGE', message: `${what}: split the scope into several jobs` });
}
