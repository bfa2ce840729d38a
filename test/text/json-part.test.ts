import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { partOfObject } from '../../src/text/json-part.ts';

const JUNK = Object.fromEntries(Array.from({ length: 6_000 }, (_, i) => [`k${i}`, i]));
const ENGINE = {
  Version: '20.10.7',
  ApiVersion: '1.41',
  Components: [{ Name: 'Engine', Version: '20.10.7', Details: { ApiVersion: '1.41' } }],
  Os: 'linux',
};

describe('partOfObject', () => {
  it('is the whole where that has room', () => {
    expect(partOfObject(ENGINE, 2_048)).toBe(JSON.stringify(ENGINE));
  });

  it.each([2_048, 16_384])("keeps an engine's members behind thousands of others in %d characters", (room) => {
    const part = partOfObject({ ...JUNK, ...ENGINE }, room);
    expect(JSON.parse(part)).toMatchObject(ENGINE);
    expect(part.length).toBeLessThanOrEqual(room);
    // In their order, of which consistency is judged.
    const keys = Object.keys(JSON.parse(part));
    expect(keys.slice(-4)).toEqual(Object.keys(ENGINE));
  });

  it('keeps what has room of a member that is too large', () => {
    const Components = [...ENGINE.Components, ...Array.from({ length: 5_000 }, (_, i) => ({ Name: `c${i}` }))];
    const part = partOfObject({ ...ENGINE, Components, Platform: { Name: 'x'.repeat(90_000) } }, 2_048);
    expect(JSON.parse(part)).toMatchObject({ Version: '20.10.7', Os: 'linux', Platform: { Name: 'x'.repeat(512) } });
    expect(JSON.parse(part).Components.length).toBeGreaterThan(10);
    expect(JSON.parse(part).Components[0]).toEqual(ENGINE.Components[0]);
  });

  it('takes one of thousands of spellings of a name, and the own one before them', () => {
    const spellings = Object.fromEntries(
      Array.from({ length: 2 ** 12 }, (_, i) => [
        [...'minapiversion'].map((letter, at) => (((i >> at) & 1) === 1 ? letter.toUpperCase() : letter)).join(''),
        'x',
      ]),
    );
    const part = JSON.parse(partOfObject({ ...spellings, version: '1.2.3', apiversion: '1.41' }, 1_024));
    expect(part).toMatchObject({ version: '1.2.3', apiversion: '1.41' });
  });

  it('is JSON within the room, whatever the object holds, and is quick with depth', () => {
    const values = fc.dictionary(fc.string({ unit: 'binary' }), fc.jsonValue({ stringUnit: 'binary' }));
    fc.assert(
      fc.property(values, fc.integer({ min: 2, max: 400 }), (value, room) => {
        const part = partOfObject(value, room);
        expect(part.length).toBeLessThanOrEqual(room);
        expect(Object.keys(value)).toEqual(expect.arrayContaining(Object.keys(JSON.parse(part))));
        expect(partOfObject(JSON.parse(part), room)).toBe(part);
      }),
    );
    const deep = JSON.parse(`${'{"a":['.repeat(40_000)}${']}'.repeat(40_000)}`);
    const begun = performance.now();
    expect(partOfObject({ ...deep, Version: 'x' }, 16_384)).toContain('"Version":"x"');
    expect(performance.now() - begun).toBeLessThan(200);
  });
});
