/** Bounded fuzzing: the same inputs in every run, and never longer than a few seconds. */

import fc from 'fast-check';

/** Seconds are for a shared machine: what was tried until then counts. */
const LIMIT_MS = 4_000;

/**
 * Tries inputs until one fails, the number of runs is reached, or time is up.
 * @param check must not throw
 */
export async function fuzz<T>(
  inputs: fc.Arbitrary<T>,
  check: (input: T) => void | Promise<void>,
  { runs = 2_000, seed = 20_260_301 } = {},
): Promise<void> {
  let tried = 0;
  const property = fc.asyncProperty(inputs, async (input) => {
    tried += 1;
    await check(input);
  });
  await fc.assert(property, { seed, numRuns: runs, interruptAfterTimeLimit: LIMIT_MS });
  if (tried === 0) throw new Error('nothing was tried within the time');
}

/** What nobody meant to be there: wrong types, ends of ranges, dates that are none, names that JavaScript knows. */
export const ODD_VALUES: readonly unknown[] = [
  ...[null, true, 0, -1, 1.5, 2 ** 53, -(2 ** 63), 1e300, 65_536, '', 'x', '\u2028', '\ud800', '\0', '=1+1'],
  ...['NaN', '2026-02-31T25:00:00Z', '0000-00-00', '+275760-09-14', '__proto__', 'constructor', 'a'.repeat(70_000)],
  ...[[], {}, [null], [[[]]], { kind: 'start' }, { length: -1 }, { toString: null }],
];

const oddValue = fc.oneof(fc.constantFrom(...ODD_VALUES), fc.jsonValue());

/** A JSON value with one to three places of it taken out, replaced, or doubled. */
export function mutatedJson(values: readonly unknown[]): fc.Arbitrary<unknown> {
  const step = fc.tuple(fc.nat(), fc.constantFrom('remove', 'replace', 'repeat'), oddValue);
  return fc
    .tuple(fc.constantFrom(...values), fc.array(step, { minLength: 1, maxLength: 3 }))
    .map(([value, steps]) => steps.reduce<unknown>((now, [at, how, odd]) => mutate(now, at, how, odd), value));
}

function mutate(value: unknown, at: number, how: string, odd: unknown): unknown {
  const copy: unknown = JSON.parse(JSON.stringify(value) ?? 'null');
  const places = placesIn(copy);
  const place = places[at % Math.max(1, places.length)];
  if (place === undefined) return odd;
  const { holder, key } = place;
  if (Array.isArray(holder)) {
    const index = Number(key);
    if (how === 'remove') holder.splice(index, 1);
    else if (how === 'repeat') holder.push(holder[index]);
    else holder[index] = odd;
  } else if (how === 'remove') Reflect.deleteProperty(holder, key);
  else Reflect.defineProperty(holder, key, { value: odd, enumerable: true, configurable: true, writable: true });
  return copy;
}

function placesIn(value: unknown): { holder: object; key: string }[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => [{ holder: value, key }, ...placesIn(inner)]);
}

/** Text with pieces taken out, put in or doubled; what comes of JSON may be JSON still. */
export function mutatedText(texts: readonly string[]): fc.Arbitrary<string> {
  return mutatedBytes(texts.map((text) => Buffer.from(text))).map((bytes) => bytes.toString('latin1'));
}

export function mutatedBytes(samples: readonly Uint8Array[]): fc.Arbitrary<Buffer> {
  const step = fc.tuple(fc.nat(), fc.nat({ max: 40 }), fc.uint8Array({ maxLength: 12 }));
  return fc.tuple(fc.constantFrom(...samples), fc.array(step, { minLength: 1, maxLength: 4 })).map(([sample, steps]) =>
    steps.reduce((bytes, [at, length, put]) => {
      const from = at % (bytes.length + 1);
      return Buffer.concat([bytes.subarray(0, from), put, bytes.subarray(from + length)]);
    }, Buffer.from(sample)),
  );
}
