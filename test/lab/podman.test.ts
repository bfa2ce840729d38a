import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { PODMAN } from '../../src/lab/podman.ts';

const BODY = z.object({
  Version: z.string(),
  ApiVersion: z.string(),
  GoVersion: z.string(),
  Components: z.array(z.object({ Name: z.string(), Version: z.string(), Details: z.record(z.string(), z.string()) })),
});

describe.each(PODMAN)('$name', ({ engine, product }) => {
  const body = BODY.parse(engine.body);

  it('says Podman in header and component, and Docker nowhere', () => {
    expect(product).toBe('podman');
    expect(body.Components[0]?.Name).toBe('Podman Engine');
    expect(engine.headers.some((header) => header.startsWith('Libpod-Api-Version: '))).toBe(true);
    expect(engine.headers.join()).not.toContain('Docker');
  });

  it('has the headers and the Go of its time', () => {
    const names = engine.headers.map((header) => header.split(':')[0]);
    expect(names).toEqual(names.toSorted());
    expect(names.includes('X-Reference-Id')).toBe(!body.Version.startsWith('3.'));
    const go = Number(/^go1\.(\d+)/.exec(body.GoVersion)?.[1]);
    // 5.8.6 refuses as Go 1.26 does, with alert 40 under TLS 1.2.
    if (body.Version === '5.8.6') expect(go).toBeGreaterThanOrEqual(26);
    else expect(go).toBeLessThan(26);
  });

  it('says the same in headers, top level and component', () => {
    expect(engine.headers).toContain(`Api-Version: ${body.ApiVersion}`);
    const own = body.Components[0]?.Details.APIVersion;
    expect(engine.headers).toEqual(
      expect.arrayContaining([`Libpod-Api-Version: ${own}`, `Server: Libpod/${own} (linux)`]),
    );
    expect(body.Version).toBe(engine.version);
    expect(body.Components[0]?.Version).toBe(body.Version);
  });
});
