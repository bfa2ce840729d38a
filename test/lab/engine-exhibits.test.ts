import { describe, expect, it } from 'vitest';
import { ENGINES, engineHeaders, engineText } from '../../src/lab/engine-exhibits.ts';
import { reply } from './talk.ts';

describe('engineHeaders', () => {
  it.each([
    ['1.12', ['Content-Type']],
    ['1.19', ['Content-Type']],
    ['1.24', ['Content-Type', 'Server']],
    ['1.25', ['Api-Version', 'Content-Type', 'Docker-Experimental', 'Server']],
    ['1.30', ['Api-Version', 'Content-Type', 'Docker-Experimental', 'Ostype', 'Server']],
    ['1.54', ['Api-Version', 'Content-Type', 'Docker-Experimental', 'Ostype', 'Server']],
  ])('at API %s', (api, names) => {
    expect(engineHeaders('1.2.3', api).map((header) => header.split(':')[0])).toEqual(names);
  });

  it('names the release and the system', () => {
    expect(engineHeaders('28.5.2', '1.51', 'windows')).toEqual(
      expect.arrayContaining(['Server: Docker/28.5.2 (windows)', 'Ostype: windows', 'Api-Version: 1.51']),
    );
  });
});

it('ends the body with a newline, as Go does', () => {
  const { body } = reply(engineText({ version: '1', headers: [], body: { Version: '1' } }));
  expect(body).toBe('{"Version":"1"}\n');
});

describe('the generations', () => {
  it('spans 0.7 to 29.5, and the relatives', () => {
    const names = ENGINES.map(({ name }) => name);
    expect(names).toEqual(
      expect.arrayContaining(['docker-0.7', 'docker-1.0', 'docker-1.12', 'docker-17.06', 'docker-29.5', 'balena']),
    );
    expect(new Set(names).size).toBe(names.length);
  });

  it('is all exposed: rootless high, the rest critical', () => {
    for (const { name, verdict, severity, version } of ENGINES) {
      expect(verdict).toBe('engine-open-plaintext');
      expect(severity).toBe(name.includes('rootless') ? 'high' : 'critical');
      expect(version).not.toBe('');
    }
  });
});
