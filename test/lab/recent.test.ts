import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { RELEASE_LINES } from '../../src/classify/releases.ts';
import { BUILDS } from '../../src/lab/builds.ts';
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

describe.each([...RECENT, ...BUILDS])('$name', ({ engine }) => {
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
    const late = Number(body.ApiVersion.slice(2)) >= 52;
    expect(keys.indexOf('Components')).toBe(late ? 6 : 1);
  });

  it('has the components of its system and release', () => {
    const names = body.Components.map(({ Name }) => Name);
    const few = body.Os === 'windows' || body.Version.startsWith('18.');
    expect(new Set(names).size).toBe(names.length);
    expect(names.slice(0, 4)).toEqual(few ? ['Engine'] : ['Engine', 'containerd', 'runc', 'docker-init']);
  });
});

it('names the Go module since 29.4 and never before, in alphabetical order', () => {
  for (const { name, engine } of [...RECENT, ...BUILDS]) {
    const keys = Object.keys(BODY.parse(engine.body).Components[0]?.Details ?? {});
    expect(keys, name).toEqual(keys.toSorted());
    expect(keys.includes('Module') && keys.includes('ModuleVersion'), name).toBe(name === 'docker-29.5');
  }
});

it('lists components of the time', () => {
  const versions = (name: string): string[] => {
    const found = [...RECENT, ...BUILDS].find((one) => one.name === name);
    return BODY.parse(found?.engine.body)
      .Components.slice(1)
      .map(({ Version }) => Version);
  };
  expect(versions('docker-19.03')).toEqual(['1.3.9', '1.0.0-rc10', '0.18.0']);
  expect(versions('docker-20.10-debian')).toEqual(['1.6.20~ds1', '1.1.5+ds1', '0.19.0']);
  expect(versions('docker-29.5')).toEqual(['2.2.3', '1.3.5', '0.19.0']);
});

const NUMBERED = [...RECENT, ...BUILDS].filter(({ engine }) => engine.version !== 'dev');
it.each(NUMBERED)('$name has an API version and a Go that its release line had', ({ engine }) => {
  const { Version, ApiVersion, GoVersion, BuildTime } = BODY.parse(engine.body);
  const [major = '', minor = ''] = Version.split('.');
  const line = RELEASE_LINES[`${major}.${minor}`];
  expect(line?.apis).toContain(ApiVersion);
  const go = Number(/^go1\.(\d+)/.exec(GoVersion)?.[1]);
  expect(go).toBeGreaterThanOrEqual(line?.go ?? Number.POSITIVE_INFINITY);
  expect(Date.parse(BuildTime)).toBeGreaterThanOrEqual(Date.parse(line?.first ?? ''));
});
