import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createCertificate } from '../../src/lab/certificates.ts';
import { encrypted } from '../../src/lab/encrypted.ts';
import type { Exhibit } from '../../src/lab/engine-exhibits.ts';
import { type Listening, listen } from '../../src/lab/serve.ts';
import { reply, talk, talkTls } from './talk.ts';

const ADDRESS = '127.0.97.10';
const servers: Listening[] = [];
let exhibits: Exhibit[];

beforeAll(async () => {
  exhibits = encrypted(await createCertificate('docker-lab', [ADDRESS], Date.now()));
  for (const [i, { behave }] of exhibits.entries()) servers.push(await listen(ADDRESS, 3_000 + i, behave));
});
afterAll(() => Promise.all(servers.map((server) => server.close())));

function port(name: string): number {
  const place = exhibits.findIndex((exhibit) => exhibit.name === name);
  if (place < 0) throw new Error(`no exhibit ${name}`);
  return 3_000 + place;
}

describe('engines in TLS', () => {
  it.each(['engine-tls', 'engine-tls-on-2375'])('%s asks nobody', async (name) => {
    const { status, body } = reply((await talkTls(ADDRESS, port(name))).text);
    expect(status).toBe('HTTP/1.1 200 OK');
    expect(JSON.parse(body).Version).toBe('28.5.2');
  });

  it.each([
    ['engine-mtls-1.3', 'TLSv1.3', 116],
    ['engine-mtls-1.2', 'TLSv1.3', 40],
    ['engine-mtls-1.3', 'TLSv1.2', 40],
    ['mtls-other', 'TLSv1.3', 116],
  ] as const)('%s refuses a client of at most %s with alert %d', async (name, highest, alert) => {
    const { text, message } = await talkTls(ADDRESS, port(name), highest);
    expect(text).toBe('');
    expect(message).toContain(`alert number ${alert}`);
  });

  it('asks for the certificate in HTTP', async () => {
    expect((await talkTls(ADDRESS, port('nginx-mtls'))).text).toContain('400 No required SSL certificate was sent');
  });

  it('tells a plain client so: 76 bytes of Go, a page of nginx, or nothing', async () => {
    const { bytes, text } = await talk(ADDRESS, port('engine-mtls-1.3'));
    expect(bytes).toHaveLength(76);
    expect(text).toBe('HTTP/1.0 400 Bad Request\r\n\r\nClient sent an HTTP request to an HTTPS server.\n');
    expect(reply((await talk(ADDRESS, port('nginx-mtls'))).text).body).toContain(
      'The plain HTTP request was sent to HTTPS port',
    );
    expect(await talk(ADDRESS, port('mtls-other'))).toMatchObject({ text: '', end: 'fin' });
  });
});
