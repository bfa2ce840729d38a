/** A plan for the tests, with names that want quoting. */

import type { KubernetesPlan, Plan } from '../../src/schedule/schedule-plan.ts';

export const PLAN: Plan & KubernetesPlan = {
  hour: 3,
  minute: 17,
  days: [],
  program: ['/usr/bin/node', '/opt/seawall/dist/cli.js'],
  scope: '/etc/seawall/targets',
  out: '/var/lib/seawall/reports',
  user: 'seawall',
  environment: '/etc/seawall/seawall.env',
  maxDuration: '6h',
  seconds: 21_600,
  engine: 'connect',
  formats: 'csv,json',
  metrics: { file: 'seawall.prom', folder: '/var/lib/node_exporter/textfile_collector' },
  image: 'registry.example.org/seawall:0.1.0',
  namespace: 'audits',
  scopeFiles: [{ name: 'office.yaml', text: 'ranges: []\n' }],
  spans: [
    { first: '10.0.0.1', last: '10.0.0.6', size: 6, ports: [2375, 2376], range: 0 },
    { first: '2001:db8::', last: '2001:db8::ffff', size: 65_536, ports: [4243], range: 1 },
  ],
};
