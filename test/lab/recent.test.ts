import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { RELEASE_LINES } from '../../src/classify/releases.ts';
import { RECENT } from '../../src/lab/recent.ts';

const BODY = z.object({
  Version: z.string(),
  ApiVersion: z.string(),
  Os: z.string(),
  KernelVersion: z.string(),
  GoVersion: z.string(),
  BuildTime: z.string(),
  Components: z.array(z.object({ Name: z.string(), Version: z.string(), Details: z.record(z.string(), z.string()) })),
});

describe.each(RECENT)('$name', ({ engine }) => {
  const body = BODY.parse(engine.body);
  const keys = Object.keys(engine.body);

  it('says the same in headers, top level and component', () => {
    const first = body.Components[0];
    expect(engine.headers).toContain(`Api-Version: ${body.ApiVersion}`);
    expect(engine.headers).toContain(`Server: Docker/${body.Version} (${body.Os})`);
    expect(body.Version).toBe(engine.version);
    expect(first?.Version).toBe(body.Version);
    expect(first?.Details).toMatchObject({
      ApiVersion: body.ApiVersion,
      Os: body.Os,
      KernelVersion: body.KernelVersion,
    });
  });

  it('writes headers in the order of Go, and keys in the order of its generation', () => {
    const names = engine.headers.map((header) => header.split(':')[0]);
    expect(names).toEqual(names.toSorted());
    const late = Number.parseInt(body.Version, 10) >= 29;
    expect(keys.indexOf('Components')).toBe(late ? 6 : 1);
  });

  it('has the components of its system and release', () => {
    const names = body.Components.map(({ Name }) => Name);
    const few = body.Os === 'windows' || body.Version.startsWith('18.');
    expect(names.slice(0, 4)).toEqual(few ? ['Engine'] : ['Engine', 'containerd', 'runc', 'docker-init']);
  });
});

it.each(RECENT)('$name has an API version and a Go that its release line had', ({ engine }) => {
  const { Version, ApiVersion, GoVersion, BuildTime } = BODY.parse(engine.body);
  const [major = '', minor = ''] = Version.split('.');
  const line = RELEASE_LINES[`${major}.${minor}`];
  expect(line?.apis).toContain(ApiVersion);
  const go = Number(/^go1\.(\d+)/.exec(GoVersion)?.[1]);
  expect(go).toBeGreaterThanOrEqual(line?.go ?? Number.POSITIVE_INFINITY);
  expect(Date.parse(BuildTime)).toBeGreaterThanOrEqual(Date.parse(line?.first ?? ''));
});
