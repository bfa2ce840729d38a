import { chmod, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { checkAddress, type MailOptions, sendMail } from '../../src/notify/mail.ts';
import type { Message } from '../../src/notify/message.ts';
import { temporaryFolder } from '../helpers/scope.ts';

const MESSAGE: Message = {
  schema: 'seawall.notification/1',
  event: 'changes',
  title: 'Seawall: 1 new',
  run: { id: '20260301T020000Z-4f1a2b', vantage: 'v', version: '0.1.0', startedAt: '', finishedAt: '' },
  facts: [['Vantage', 'Büro']],
  findings: [],
  omitted: 0,
};

/** A program in place of sendmail, which keeps what it is given. */
async function sendmail(script: string): Promise<{ options: MailOptions; folder: string }> {
  const folder = await temporaryFolder();
  const path = join(folder, 'sendmail');
  await writeFile(path, `#!/bin/sh\ncd ${folder}\n${script}\n`);
  await chmod(path, 0o755);
  return {
    folder,
    options: {
      sendmail: path,
      to: ['ops@example.org', 'sec@example.org'],
      user: 'ann',
      host: 'audit1',
      timeout: 2_000,
    },
  };
}

it('hands a message to sendmail', async () => {
  const { options, folder } = await sendmail('cat >message; printf "%s\\n" "$@" >arguments');
  expect(await sendMail(MESSAGE, options)).toEqual({
    to: 'mail ops@example.org, sec@example.org',
    ok: true,
    tries: 1,
    error: '',
  });
  expect(await readFile(join(folder, 'arguments'), 'utf8')).toBe('-i\nops@example.org\nsec@example.org\n');
  const mail = await readFile(join(folder, 'message'), 'utf8');
  const [head = '', body = ''] = mail.split('\n\n', 2);
  expect(head).toContain('From: Seawall <ann@audit1>\n');
  expect(head).toContain('To: ops@example.org, sec@example.org\n');
  expect(head).toContain('Subject: Seawall: 1 new');
  expect(head).toContain('Auto-Submitted: auto-generated');
  expect(head).toMatch(/Content-Type: text\/plain; charset=utf-8/);
  expect(body).toContain('Seawall: 1 new');
  expect(mail).toMatch(/B(=C3=BC|ü)ro/);
});

it('lets nobody put in headers', async () => {
  const { options, folder } = await sendmail('cat >message');
  const title = 'Seawall\r\nBcc: eve@example.org\r\n\r\nbody';
  await sendMail(
    { ...MESSAGE, title, run: { ...MESSAGE.run, id: 'x\r\nBcc: eve@example.org' } },
    { ...options, host: 'h\nBcc: eve@example.org' },
  );
  const mail = await readFile(join(folder, 'message'), 'utf8');
  expect(mail.slice(0, mail.indexOf('\n\n'))).not.toMatch(/^Bcc:/im);
  expect(mail).toContain('From: Seawall <seawall@localhost>');
});

describe('says why it failed', () => {
  it.each([
    ['exit 75', 'status 75'],
    ['kill -9 $$', 'SIGKILL'],
    ['exec sleep 60', 'did not end within 0.5 seconds'],
  ])('%s', async (script, error) => {
    const { options } = await sendmail(script);
    expect(await sendMail(MESSAGE, { ...options, timeout: 500 })).toMatchObject({
      ok: false,
      error: expect.stringContaining(error),
    });
  });

  it('no such program', async () => {
    const { options } = await sendmail('true');
    expect(await sendMail(MESSAGE, { ...options, sendmail: '/nonexistent/sendmail' })).toMatchObject({
      ok: false,
      error: '/nonexistent/sendmail cannot be started (ENOENT)',
    });
  });
});

it.each(['ops@example.org', "o'neil+x@example.org", 'root@localhost'])('takes %s', (address) => {
  expect(checkAddress(address)).toBe(address);
});

it.each(['-oQ/tmp@example.org', 'ops', 'a@b\nBcc: c@d', 'Ops <ops@example.org>', 'a@b, c@d', 'a b@c', ''])(
  'refuses %j',
  (address) => {
    expect(() => checkAddress(address)).toThrow('is no address');
  },
);
