/** A run that nobody watches, as cron starts it: lock, status, audit log, notifications, messages. */

import { execFileSync } from 'node:child_process';
import { createHash, createHmac } from 'node:crypto';
import { chmod, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Lab, startLab } from '../../src/lab/lab.ts';
import type { AuditEntry } from '../../src/supervise/audit-entry.ts';
import { verifyAuditLog } from '../../src/supervise/audit-verify.ts';
import schema from '../../src/supervise/status.schema.json' with { type: 'json' };
import type { Status } from '../../src/supervise/status.ts';
import { run, start } from '../helpers/cli.ts';
import { startReceiver } from '../helpers/receiver.ts';
import { scopeFile, scopeText, temporaryFolder } from '../helpers/scope.ts';
import { addToldTables } from '../helpers/told.ts';

const FAST = ['--rate', 'max', '--prefix-rate', 'max', '--retries', '0'];
/** Half a minute of closed ports. */
const SLOW = ['--rate', '100', '--prefix-rate', 'max', '--retries', '0'];
const SECRETS = { SEAWALL_NOTIFY_SECRET: 'hunter2-plain', SEAWALL_DINGTALK_SECRET: 'hunter2-dingtalk' };

let lab: Lab;
let found: string;
let empty: string;
let large: string;
beforeAll(async () => {
  lab = await startLab({ first: '127.0.130.10' });
  ({ file: found } = await scopeFile(scopeText(['127.0.130.10-127.0.130.12'])));
  ({ file: empty } = await scopeFile(scopeText(['127.0.131.0/28'])));
  ({ file: large } = await scopeFile(scopeText(['127.0.136.0/21'])));
}, 60_000);
afterAll(() => lab.close());

async function entriesOf(out: string): Promise<AuditEntry[]> {
  const entries: AuditEntry[] = [];
  const result = await verifyAuditLog(out, { onEntry: (entry) => entries.push(entry) });
  expect(result).toMatchObject({ torn: 0, entries: entries.length });
  expect(result).not.toHaveProperty('broken');
  return entries;
}

async function statusOf(out: string): Promise<Status> {
  return JSON.parse(await readFile(join(out, 'status.json'), 'utf8'));
}

async function until(what: () => Promise<unknown>): Promise<void> {
  for (let tries = 0; tries < 200; tries += 1) {
    if (await what().catch(() => false)) return;
    await sleep(50);
  }
  expect.fail('waited in vain');
}

/** Everything that is stored below a folder. */
async function everything(folder: string): Promise<string> {
  const names = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = names.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return (await Promise.all(files.map((file) => readFile(file, 'utf8')))).join('\n');
}

describe('two runs in one folder', () => {
  it('started at once: one runs, the others say who does and exit 2', async () => {
    const out = join(await temporaryFolder(), 'reports');
    const all = await Promise.all(
      Array.from({ length: 6 }, () => run(['audit', large, '--out', out, ...FAST, '--rate', '2000'])),
    );
    expect(all.map(({ status }) => status).sort()).toEqual([0, 2, 2, 2, 2, 2]);
    for (const { status, stderr } of all) {
      if (status === 2)
        expect(stderr).toMatch(/is in use \(seawall audit of \S+ on \S+, pid \d+, since 20\S+\).*\[LOCK_HELD\]/);
    }
    const events = (await entriesOf(out)).map(({ event, details }) => `${event} ${details.code ?? ''}`.trim());
    expect(events.filter((event) => event === 'start')).toHaveLength(1);
    expect(events.filter((event) => event === 'refusal LOCK_HELD')).toHaveLength(5);
    expect(events.filter((event) => event === 'end')).toHaveLength(1);
    expect((await readdir(out)).filter((name) => name.startsWith('.'))).toEqual([]);
  }, 60_000);

  it('a killed one does not block the next, and its status stands still', async () => {
    const out = await temporaryFolder();
    const { child, ended } = start(['audit', large, '--out', out, ...SLOW]);
    await until(async () => (await statusOf(out)).done > 0);
    child.kill('SIGKILL');
    await ended;
    expect(await statusOf(out)).toMatchObject({ state: 'running', pid: child.pid, exitStatus: null });
    expect(await run(['audit', empty, '--out', out, ...FAST])).toMatchObject({ status: 0 });
    expect(await statusOf(out)).toMatchObject({ state: 'finished', exitStatus: 0, done: 32, total: 32, etaSeconds: 0 });
    expect((await entriesOf(out)).map(({ event }) => event)).toEqual(['start', 'start', 'end']);
  }, 60_000);

  it('report and plan do not need the lock', async () => {
    const out = await temporaryFolder();
    await run(['audit', empty, '--out', out, ...FAST]);
    const { child, ended } = start(['audit', large, '--out', out, ...SLOW]);
    await until(async () => (await statusOf(out)).state === 'running');
    expect((await run(['report', 'latest', '--out', out])).status).toBe(0);
    expect((await run(['plan', large])).status).toBe(0);
    child.kill('SIGTERM');
    await ended;
  }, 60_000);
});

it('the status file follows a run and fits its schema', async () => {
  const ajv = new Ajv2020({ strict: true });
  addFormats.default(ajv);
  const isValid = ajv.compile(schema);
  const out = await temporaryFolder();
  const { child, ended } = start(['audit', large, '--out', out, ...SLOW]);
  await until(async () => (await statusOf(out)).done > 100);
  const status = await statusOf(out);
  expect(isValid(status), JSON.stringify(isValid.errors)).toBe(true);
  expect(status).toMatchObject({ state: 'running', total: 4_096, open: 0 });
  expect(status.etaSeconds).toBeGreaterThan(5);
  child.kill('SIGTERM');
  expect((await ended).status).toBe(3);
  expect(await statusOf(out)).toMatchObject({ state: 'partial', reasons: ['interrupted'], exitStatus: 3 });
  expect((await entriesOf(out)).map(({ event, details }) => [event, details.signal ?? details.outcome])).toEqual([
    ['start', undefined],
    ['stop', 'SIGTERM'],
    ['end', 'partial'],
  ]);
}, 60_000);

describe('the audit log', () => {
  it('says who, what, under which authorisation, and what came of it', async () => {
    const out = await temporaryFolder();
    expect((await run(['audit', found, '--out', out, ...FAST])).status).toBe(1);
    const [first, last] = await entriesOf(out);
    const [id] = (await readdir(out)).filter((name) => /^\d{8}T/.test(name));
    expect(first).toMatchObject({
      event: 'start',
      user: expect.stringMatching(/./),
      host: expect.stringMatching(/./),
      details: {
        run: id,
        command: 'audit',
        resumed: false,
        scope: { digest: expect.stringMatching(/^sha256:/), files: [found], endpoints: 6 },
        authorizations: [{ by: 'ciso', reference: 'T-1', from: '2026-01-01', until: '2036-12-31' }],
        options: { rate: null, retries: 0 },
      },
    });
    expect(last).toMatchObject({ event: 'end', details: { run: id, outcome: 'finished', exitStatus: 1 } });
    const journal = await readFile(join(out, id ?? '', 'journal.jsonl'));
    expect(last?.details.journal).toEqual({ bytes: journal.length, sha256: createSha(journal) });
    expect(last?.details.findings).toMatchObject({
      sha256: createSha(await readFile(join(out, id ?? '', 'findings.json'))),
    });
  }, 30_000);

  it('keeps refusals, where there is a folder for them', async () => {
    const out = await temporaryFolder();
    const { file: bad } = await scopeFile(scopeText(['10.0.0.5/24']));
    expect((await run(['audit', bad, '--out', out])).status).toBe(2);
    await run(['audit', empty, '--out', out, ...FAST]);
    expect((await run(['audit', empty, '--out', out, '--resume', 'latest'])).status).toBe(2);
    expect((await entriesOf(out)).map(({ event, details }) => `${event} ${details.code ?? ''}`.trim())).toEqual([
      'refusal RANGE_HOST_BITS',
      'start',
      'end',
      'refusal RUN_NOT_FOUND',
    ]);
    await rm(out, { recursive: true });
    expect((await run(['audit', bad, '--out', out])).status).toBe(2);
    await expect(readdir(out)).rejects.toThrow('ENOENT');
  }, 30_000);

  it('is proved, shown, and found broken', async () => {
    const out = await temporaryFolder();
    expect(await run(['log', '--out', out])).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('LOG_UNREADABLE'),
    });
    await run(['audit', empty, '--out', out, ...FAST]);
    const shown = await run(['log', '--out', out]);
    expect(shown.status).toBe(0);
    expect(shown.stdout).toMatch(/ start .*@.* pid \d+ .*command=audit[\s\S]* end .*outcome=finished/);
    const proved = await run(['log', 'verify', '--out', out]);
    const head = /head ([0-9a-f]{64})/.exec(proved.stdout)?.[1] ?? '';
    expect(proved).toMatchObject({ status: 0, stdout: expect.stringContaining('2 entries, each as it was written') });
    expect(proved.stdout).toContain('keep the head elsewhere');
    await run(['audit', empty, '--out', out, ...FAST]);
    expect((await run(['log', 'verify', '--out', out, '--head', head])).stdout).toContain('in line 2; 2 came after it');
    const path = join(out, 'audit.log');
    const text = await readFile(path, 'utf8');
    await writeFile(path, text.split('\n').slice(0, 1).join('\n').concat('\n'));
    expect(await run(['log', 'verify', '--out', out])).toMatchObject({ status: 0 });
    expect(await run(['log', 'verify', '--out', out, '--head', head])).toMatchObject({
      status: 1,
      stdout: expect.stringContaining('MISSING'),
    });
    await writeFile(path, text.replace('"T-1"', '"T-2"'));
    expect(await run(['log', 'verify', '--out', out])).toMatchObject({
      status: 1,
      stdout: expect.stringContaining('BROKEN: line 1 of audit.log: its content was changed'),
    });
    expect(await run(['log', 'check', '--out', out])).toMatchObject({ status: 2 });
    expect(await run(['log', 'verify', '--head', 'abc'])).toMatchObject({ status: 2 });
  }, 30_000);
});

describe('notifications', () => {
  it('tell what was found, signed, and no secret is left anywhere', async () => {
    const out = await temporaryFolder();
    const receiver = await startReceiver((response) => response.end('{"errcode":0}'));
    const ended = await run(
      [
        'audit',
        found,
        '--out',
        out,
        ...FAST,
        '--notify',
        receiver.url,
        '--notify',
        `dingtalk+${receiver.url}`,
        '--log-level',
        'debug',
      ],
      { env: SECRETS },
    );
    receiver.close();
    expect(ended.status).toBe(1);
    const plain = receiver.received.find(({ headers }) => headers['seawall-signature'] !== undefined);
    const [, time, mac] = /^t=(\d+),v1=(\w+)$/.exec(String(plain?.headers['seawall-signature'])) ?? [];
    expect(mac).toBe(
      createHmac('sha256', SECRETS.SEAWALL_NOTIFY_SECRET).update(`${time}.${plain?.body}`).digest('hex'),
    );
    const message = JSON.parse(plain?.body ?? '{}');
    expect(message.findings.length).toBeGreaterThan(0);
    expect(message.findings[0]).toMatchObject({ severity: 'critical', address: '127.0.130.10', owner: 'team' });
    expect(receiver.received.find(({ path }) => path.includes('timestamp='))?.body).toContain('127.0.130.10');
    const entries = await entriesOf(out);
    expect(entries.at(-2)?.hash).toBe(message.auditLog.hash);
    expect(entries.at(-1)).toMatchObject({
      event: 'notify',
      details: {
        deliveries: [{ ok: true, to: expect.stringMatching(/^plain http:\/\/127\.0\.0\.1:\d+$/) }, { ok: true }],
      },
    });
    const kept = `${await everything(out)}${ended.stdout}${ended.stderr}`;
    for (const secret of ['hunter2', 'T0KEN', 'S3CRET', 'sign=']) expect(kept).not.toContain(secret);
  }, 30_000);

  it('that fail are a warning, also when all else is quiet, and cost no exit status', async () => {
    const out = await temporaryFolder();
    const receiver = await startReceiver((response) => response.writeHead(403).end('T0KEN'));
    const ended = await run(['audit', found, '--out', out, ...FAST, '--quiet', '--log-format', 'human'], {
      env: { ...SECRETS, SEAWALL_NOTIFY: `${receiver.url} slack+${receiver.url}` },
    });
    receiver.close();
    expect(ended).toMatchObject({ status: 1, stdout: '' });
    const { origin } = new URL(receiver.url);
    const line = (preset: string): string =>
      `seawall: warning: the notification to ${preset} ${origin} was not delivered: HTTP status 403 (tries: 1)\n`;
    expect(ended.stderr).toBe(line('plain') + line('slack'));
    expect((await entriesOf(out)).at(-1)?.details.deliveries).toMatchObject([
      { ok: false },
      { ok: false, error: 'HTTP status 403' },
    ]);
  }, 30_000);

  it('say nothing where nothing is to be told, and that a run was partial where it proved nothing', async () => {
    const out = await temporaryFolder();
    const receiver = await startReceiver((response) => response.end());
    const notify = ['--out', out, '--notify', receiver.url];
    await run(['audit', empty, ...notify, ...FAST], { env: SECRETS });
    expect(receiver.received).toEqual([]);
    await run(['audit', empty, ...notify, ...FAST, '--notify-when', 'always'], { env: SECRETS });
    expect(JSON.parse(receiver.received[0]?.body ?? '{}')).toMatchObject({ event: 'clean' });
    const { child, ended } = start(['audit', large, ...notify, ...SLOW], { env: SECRETS });
    await until(async () => {
      const { state, done } = await statusOf(out);
      return state === 'running' && done > 0;
    });
    const stopped = performance.now();
    child.kill('SIGTERM');
    expect((await ended).status).toBe(3);
    expect(performance.now() - stopped).toBeLessThan(3_000);
    const { body = '{}' } = receiver.received[1] ?? {};
    expect(JSON.parse(body)).toMatchObject({ event: 'partial', findings: [] });
    receiver.close();
  }, 60_000);

  it('tell once that a run did not start, and what a run by hand saw when the next one has receivers', async () => {
    const out = await temporaryFolder();
    const receiver = await startReceiver((response) => response.end());
    const unattended = { env: { ...SECRETS, SEAWALL_NOTIFY: receiver.url } };
    await run(['audit', empty, '--out', out, ...FAST]);
    addToldTables(out);
    for (let i = 0; i < 2; i += 1) await run(['audit', join(out, 'nowhere'), '--out', out, ...FAST], unattended);
    await run(['audit', found, '--out', out, ...FAST]);
    await run(['audit', found, '--out', out, ...FAST], unattended);
    // Nothing that was not told before.
    expect(await run(['verify', found, '--out', out, '--pause', '1s', '--retries', '0'], unattended)).toMatchObject({
      status: 1,
    });
    await run(['audit', found, '--out', out, ...FAST], unattended);
    receiver.close();
    const messages = receiver.received.map(({ body }) => JSON.parse(body));
    expect(messages.map(({ event }) => event)).toEqual(['refused', 'overview']);
    expect(messages[0].title).toContain('audit did not start (SCOPE_NOT_FOUND)');
    expect(messages[1].title).toMatch(/^Seawall: first message to you; \d+ open, runs again$/);
    expect(messages[1].findings[0]).toMatchObject({ change: 'persisting', address: '127.0.130.10' });
  }, 60_000);

  it('come again under the same id where the process was killed while it delivered', async () => {
    const out = await temporaryFolder();
    // The first request is never answered.
    const receiver = await startReceiver((response, request) => void (request > 1 && response.end()));
    await run(['audit', empty, '--out', out, ...FAST]);
    addToldTables(out);
    const { child, ended } = start(['audit', found, '--out', out, ...FAST, '--notify', receiver.url], { env: SECRETS });
    await until(() => Promise.resolve(receiver.received.length > 0));
    child.kill('SIGKILL');
    await ended;
    await run(['audit', found, '--out', out, ...FAST, '--notify', receiver.url], { env: SECRETS });
    await run(['audit', found, '--out', out, ...FAST, '--notify', receiver.url], { env: SECRETS });
    receiver.close();
    const [first, second, ...more] = receiver.received.map(({ headers }) => headers['seawall-delivery']);
    expect([second, more]).toEqual([first, []]);
    const [told, again] = receiver.received.map(({ body }) => JSON.parse(body));
    expect(again.findings).toEqual(told.findings);
    expect(again.facts.at(-1)[0]).toBe('Sent late');
  }, 60_000);

  it('that make no sense are refused before the first packet, and not repeated', async () => {
    const out = await temporaryFolder();
    for (const args of [
      ['--notify', 'http://alerts.example.org/T0KEN'],
      ['--mail-to', '-oops'],
    ]) {
      const ended = await run(['audit', empty, '--out', out, ...args]);
      expect(ended).toMatchObject({ status: 2, stdout: '', stderr: expect.stringContaining('[USAGE]') });
      expect(ended.stderr).not.toContain('T0KEN');
    }
    expect(await everything(out)).not.toContain('T0KEN');
    expect((await entriesOf(out)).map(({ event }) => event)).toEqual(['refusal', 'refusal']);
  }, 30_000);

  it('go by mail, too', async () => {
    const out = await temporaryFolder();
    const sendmail = join(out, 'sendmail');
    await writeFile(sendmail, `#!/bin/sh\n{ echo "$@"; cat; } >${out}/mail\n`);
    await chmod(sendmail, 0o755);
    const ended = await run(['audit', found, '--out', out, ...FAST, '--mail-to', 'ops@example.org'], {
      env: { SEAWALL_SENDMAIL: sendmail },
    });
    expect(ended.status).toBe(1);
    const mail = await readFile(join(out, 'mail'), 'utf8');
    expect(mail).toMatch(/^-i ops@example\.org\n/);
    expect(mail).toMatch(/Subject: Seawall: \d+ new \(worst: critical\)\n/);
    expect(mail).toContain('127.0.130.10:2375');
  }, 30_000);
});

describe('messages', () => {
  const parse = (text: string): Record<string, unknown>[] =>
    text
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line));

  it('are JSON lines where nobody reads along', async () => {
    const ended = await run(['audit', empty, '--out', await temporaryFolder(), ...FAST]);
    const messages = parse(ended.stderr);
    expect(messages.map(({ event }) => event)).toEqual(['run-planned', 'run-started', 'run-ended']);
    for (const message of messages)
      expect(message).toMatchObject({ level: 'info', time: expect.stringMatching(/^20.*Z$/) });
    expect(messages[2]).toMatchObject({ outcome: 'finished', exitStatus: 0 });
  }, 30_000);

  it('are text on a terminal, and where that is asked for', async () => {
    const out = await temporaryFolder();
    const human = await run(['audit', empty, '--out', out, ...FAST, '--log-format', 'human']);
    expect(human.stderr).toMatch(/^32 authorised endpoints; .*\nrun .*\nfinished, exit status 0\n$/);
    const command = `node dist/cli.js audit ${empty} --out ${out} --no-progress ${FAST.join(' ')}`;
    const terminal = execFileSync('script', ['-qec', command, '/dev/null'], { encoding: 'utf8' });
    expect(terminal).toContain('32 authorised endpoints; ');
    expect(terminal).not.toContain('"event"');
  }, 30_000);

  it('have levels, and no others but warnings in a quiet run', async () => {
    const out = await temporaryFolder();
    expect((await run(['audit', empty, '--out', out, ...FAST, '--log-level', 'warn'])).stderr).toBe('');
    expect((await run(['audit', empty, '--out', out, ...FAST, '--quiet'])).stderr).toBe('');
    const { stderr } = await run(['audit', empty, '--out', out, ...FAST, '--quiet', '--log-level', 'info']);
    expect(parse(stderr)).toHaveLength(3);
  }, 30_000);

  it('of mistakes stay text, because cron mails them to people, unless JSON is asked for', async () => {
    const args = ['audit', 'no-such-file.yaml', '--out', await temporaryFolder()];
    expect((await run(args)).stderr).toMatch(/^seawall: .*\[SCOPE_NOT_FOUND\]\n$/);
    const asked = await run([...args, '--log-format', 'json']);
    expect(asked.status).toBe(2);
    expect(parse(asked.stderr)).toMatchObject([{ level: 'error', event: 'refused', code: 'SCOPE_NOT_FOUND' }]);
  }, 30_000);
});

function createSha(data: Buffer): string {
  return createHash('sha256').update(data).digest('hex');
}
