/** `seawall schedule`: ready files for cron, systemd or Kubernetes. */

import { readFile, writeFile } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import type { CommandSpec } from '../command-line/command.ts';
import { OptionError, parseDuration } from '../command-line/options.ts';
import { EXIT, type ExitStatus, SeawallError } from '../domain/errors.ts';
import { createFolder } from '../journal/create-folder.ts';
import { unwritable } from '../journal/folder.ts';
import { FORMATS } from '../report/formats.ts';
import {
  type KubernetesPlan,
  type Plan,
  SCHEDULERS,
  type ScheduleFile,
  type Scheduler,
} from '../schedule/schedule-plan.ts';
import { loadAcceptances } from '../scope/acceptances.ts';
import { BESIDE_SCOPE, listBeside } from '../scope/beside.ts';
import { loadPolicy } from '../scope/policy.ts';
import { DEFAULT_MAX_ADDRESSES, loadScope } from '../scope/scope.ts';
import type { Context } from '../supervise/context.ts';

interface ScheduleFlags {
  at: string;
  on: string;
  scope: string;
  out: string;
  user: string;
  environment: string;
  maxDuration: string;
  engine: 'connect' | 'syn';
  metrics: string;
  image?: string;
  namespace: string;
  to?: string;
}

const DAYS: readonly string[] = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];

export const command: CommandSpec<ScheduleFlags> = {
  options: [
    { flags: '--at <HH:MM>', describe: 'time of day', parse: checkTime, fallback: '03:17' },
    { flags: '--on <days>', describe: 'daily, or days as in mon,thu', parse: checkDays, fallback: 'daily' },
    { flags: '--scope <path>', describe: 'scope file or folder', parse: checkPath, fallback: '/etc/seawall/targets' },
    { flags: '--out <dir>', describe: 'folder for reports', parse: checkPath, fallback: '/var/lib/seawall/reports' },
    { flags: '--user <name>', describe: 'who runs it: a user of its own', parse: checkUser, fallback: 'seawall' },
    {
      flags: '--environment <file>',
      describe: 'file with SEAWALL_... lines: options and secrets',
      parse: checkPath,
      fallback: '/etc/seawall/seawall.env',
    },
    {
      flags: '--max-duration <time>',
      describe: 'stop after 90s, 30m or 8h',
      parse: (text) => (parseDuration(text) > 0 ? text : ''),
      fallback: '6h',
    },
    { flags: '--engine <name>', describe: 'how ports are found', choices: ['connect', 'syn'], fallback: 'connect' },
    {
      flags: '--metrics <dir>',
      describe: "folder of the node exporter's textfiles, or none",
      parse: checkPath,
      fallback: '/var/lib/node_exporter/textfile_collector',
    },
    { flags: '--image <name>', describe: 'container image with seawall (kubernetes)', parse: checkImage },
    {
      flags: '--namespace <name>',
      describe: 'where the objects go (kubernetes)',
      parse: checkName,
      fallback: 'seawall',
    },
    { flags: '--to <dir>', describe: 'write the files there instead of printing them', parse: checkPath },
  ],
  run: ([scheduler = ''], flags, context) => runSchedule(scheduler, flags, context),
};

async function runSchedule(word: string, flags: ScheduleFlags, context: Context): Promise<ExitStatus> {
  const scheduler = SCHEDULERS.find((name) => name === word);
  if (scheduler === undefined)
    throw usage(`${JSON.stringify(word.slice(0, 40))} is no scheduler: give one of ${SCHEDULERS.join(', ')}`);
  const metrics = FORMATS.find(({ name }) => name === 'prometheus');
  const wanted = metrics !== undefined && flags.metrics !== 'none' && scheduler !== 'kubernetes';
  const plan: Plan = {
    ...timeOf(flags.at),
    days: daysOf(flags.on),
    program: context.program,
    scope: resolve(flags.scope),
    out: resolve(flags.out),
    user: flags.user,
    environment: resolve(flags.environment),
    maxDuration: flags.maxDuration,
    seconds: parseDuration(flags.maxDuration) / 1_000,
    engine: flags.engine,
    formats: ['csv', 'json', ...(metrics === undefined ? [] : [metrics.name])].join(','),
    metrics: wanted ? { file: METRICS_FILE, folder: resolve(flags.metrics) } : undefined,
  };
  // Loaded here, because an audit with few descriptors must not open files that it does not need.
  const { scheduleFiles } = await import('../schedule/schedule.ts');
  const files = scheduleFiles(scheduler, { ...plan, ...(await kubernetesPlan(scheduler, flags, context)) });
  if (flags.to === undefined) context.stdout.write(files.map(printed).join('\n'));
  else await writeFiles(flags.to, files, context);
  return EXIT.clean;
}

const METRICS_FILE = 'seawall.prom';

/** The scope and what lies beside it go into the objects: read here, and refused here if an audit would refuse them. */
async function kubernetesPlan(scheduler: Scheduler, flags: ScheduleFlags, { clock }: Context): Promise<KubernetesPlan> {
  const { image = '', namespace } = flags;
  if (scheduler !== 'kubernetes') return { image, namespace, scopeFiles: [], spans: [] };
  if (image === '') throw usage('--image is missing: the name of a container image with seawall in it');
  const scope = await loadScope([flags.scope], { now: clock.now(), maxAddresses: DEFAULT_MAX_ADDRESSES });
  const named = scope.files.map((path, i) => ({ path, name: keyOf(path, i) }));
  for (const name of BESIDE_SCOPE)
    named.push(...(await listBeside(name, [flags.scope])).map((path) => ({ path, name })));
  await Promise.all([loadPolicy(undefined, [flags.scope]), loadAcceptances([flags.scope])]);
  const scopeFiles = await Promise.all(
    named.map(async ({ path, name }) => ({ name, text: await readFile(path, 'utf8') })),
  );
  return { image, namespace, scopeFiles, spans: scope.spans };
}

/** Keys of a ConfigMap: a few characters only, and each once. */
function keyOf(path: string, index: number): string {
  const name = basename(path)
    .replace(/[^\w.-]/g, '-')
    .slice(-200);
  return index === 0 ? name : `${index + 1}-${name}`;
}

function printed({ path, text }: ScheduleFile): string {
  return `# ---- ${path} ----\n${text}`;
}

async function writeFiles(to: string, files: readonly ScheduleFile[], { stdout }: Context): Promise<void> {
  for (const { path, text } of files) {
    const target = join(to, basename(path));
    try {
      await createFolder(to);
      await writeFile(target, text, { mode: 0o644 });
    } catch (error) {
      throw unwritable(target, error);
    }
    stdout.write(`${target}\n`);
  }
}

function timeOf(text: string): { hour: number; minute: number } {
  const [hour, minute] = text.split(':').map(Number);
  return { hour: hour ?? Number.NaN, minute: minute ?? Number.NaN };
}

function checkTime(text: string): string {
  const { hour, minute } = timeOf(text);
  if (!/^\d{1,2}:\d{2}$/.test(text) || hour > 23 || minute > 59)
    throw new OptionError('a time of day is wanted: 03:17.');
  return text;
}

/** 0 is Sunday, -1 no day; empty for every day. */
function daysOf(text: string): number[] {
  if (text === 'daily') return [];
  const days = text.split(',').map((word) => DAYS.indexOf(word.trim().toLowerCase()));
  return [...new Set(days)].sort((a, b) => a - b);
}

function checkDays(text: string): string {
  if (daysOf(text).includes(-1)) throw new OptionError('daily is wanted, or days with commas between them: mon,thu.');
  return text;
}

function checkPath(text: string): string {
  if (text === '' || /\p{Cc}/u.test(text)) throw new OptionError('a path is wanted, without line breaks.');
  return text;
}

function checkUser(text: string): string {
  if (!/^[a-z_][a-z0-9_-]{0,31}$/.test(text)) throw new OptionError("a user's name is wanted.");
  return text;
}

function checkImage(text: string): string {
  if (!/^[\w][\w./:@-]{0,254}$/.test(text)) throw new OptionError('the name of a container image is wanted.');
  return text;
}

function checkName(text: string): string {
  if (!/^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/.test(text)) throw new OptionError("a namespace's name is wanted.");
  return text;
}

function usage(message: string): SeawallError {
  return new SeawallError({ code: 'USAGE', message });
}
