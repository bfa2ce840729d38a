/** Input of the schedulers' files: one recurring audit. */

import type { Span } from '../domain/scope.ts';

export const SCHEDULERS = ['cron', 'systemd', 'kubernetes'] as const;
export type Scheduler = (typeof SCHEDULERS)[number];

/** When, in the scheduler's time zone. */
export interface When {
  hour: number;
  minute: number;
  /** 0 is Sunday; empty for every day. */
  days: readonly number[];
}

/** One audit, again and again. Paths are absolute. */
export interface Plan extends When {
  /** The program and its first arguments: `/usr/bin/node /opt/seawall/dist/cli.js`. */
  program: readonly string[];
  scope: string;
  out: string;
  user: string;
  /** A file of `SEAWALL_...=` lines: options, webhook URLs and secrets, for root's eyes only. */
  environment: string;
  /** As the command line takes it: `6h`. */
  maxDuration: string;
  /** The same in seconds. */
  seconds: number;
  engine: 'connect' | 'syn';
  formats: string;
  /** The textfile folder of the node exporter; undefined where metrics are not wanted. */
  metrics: { file: string; folder: string } | undefined;
}

export interface ScheduleFile {
  path: string;
  text: string;
}

/** Further input for Kubernetes: a pod has no files of the machine. */
export interface KubernetesPlan {
  image: string;
  namespace: string;
  /** Name and text of each scope file. */
  scopeFiles: readonly { name: string; text: string }[];
  /** The permitted endpoints: the network policy allows nothing else. */
  spans: readonly Span[];
}
