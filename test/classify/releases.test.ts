import { describe, expect, it } from 'vitest';
import { RELEASE_LINES } from '../../src/classify/releases.ts';

describe('RELEASE_LINES', () => {
  it.each([
    ['1.0', '1.12'],
    ['1.12', '1.24'],
    ['17.06', '1.30'],
    ['18.09', '1.39'],
    ['19.03', '1.40'],
    ['20.10', '1.41'],
    ['24.0', '1.43'],
    ['26.1', '1.45'],
    ['28.5', '1.51'],
    ['29.1', '1.52'],
    ['29.7', '1.55'],
  ])('%s speaks API %s', (line, api) => {
    expect(RELEASE_LINES[line]?.apis).toContain(api);
  });

  it('knows both API versions of the lines that changed it', () => {
    expect(RELEASE_LINES['1.13']?.apis).toEqual(['1.25', '1.26']);
    expect(RELEASE_LINES['17.03']?.apis).toEqual(['1.26', '1.27']);
  });

  it('has a day, an API and a Go release for every line', () => {
    for (const [line, { first, apis, go }] of Object.entries(RELEASE_LINES)) {
      expect(line).toMatch(/^\d{1,2}\.\d{1,2}$/);
      expect(new Date(first).toISOString().slice(0, 10), line).toBe(first);
      expect(apis.length, line).toBeGreaterThan(0);
      for (const api of apis) expect(api, line).toMatch(/^1\.\d+$/);
      expect(go === 0 || (go >= 4 && go <= 26), line).toBe(true);
    }
  });

  it('never goes back in time with the API', () => {
    const modern = Object.entries(RELEASE_LINES).filter(([line]) => Number.parseInt(line, 10) >= 23);
    const apis = modern
      .toSorted(([, a], [, b]) => a.first.localeCompare(b.first))
      .map(([, { apis }]) => Number(apis[0]?.slice(2)));
    expect(apis.length).toBeGreaterThan(15);
    expect(apis).toEqual(apis.toSorted((a, b) => a - b));
  });
});
