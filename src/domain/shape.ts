/** Checks of values that were read from a file: whether they have the shape that our own writer gave them. */

import { isAddress } from './address.ts';
import { isMomentText } from './time.ts';

export type Guard<T> = (value: unknown) => value is T;

/** A field that may be missing. */
interface Optional<T> {
  readonly optional: Guard<T>;
}

/** A guard for every field of T: one that is forgotten does not compile. */
export type Fields<T> = {
  readonly [K in keyof T]-?: object extends Pick<T, K>
    ? Optional<Exclude<T[K], undefined>>
    : Guard<Exclude<T[K], undefined>>;
};

export const isText = (value: unknown): value is string => typeof value === 'string';
export const isFlag = (value: unknown): value is boolean => typeof value === 'boolean';
export const isNumber = (value: unknown): value is number => Number.isFinite(value);
/** A whole number from 0. */
export const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) >= 0;
export const isPort = (value: unknown): value is number => isCount(value) && value >= 1 && value <= 65_535;
/** A moment or a day in ISO 8601. */
export const isMoment = (value: unknown): value is string => isText(value) && isMomentText(value);
export const isAddressText = (value: unknown): value is string => isText(value) && isAddress(value);

export function optional<T>(guard: Guard<T>): Optional<T> {
  return { optional: guard };
}

export function orNull<T>(guard: Guard<T>): Guard<T | null> {
  return (value): value is T | null => value === null || guard(value);
}

export function oneOf<const W extends string>(words: readonly W[]): Guard<W> {
  const known: ReadonlySet<unknown> = new Set(words);
  return (value): value is W => known.has(value);
}

/** The same of a union that has no list: a word that is forgotten does not compile. */
export function wordOf<W extends string>(words: Readonly<Record<W, true>>): Guard<W> {
  return (value): value is W => typeof value === 'string' && Object.hasOwn(words, value);
}

export function listOf<T>(guard: Guard<T>): Guard<T[]> {
  return (value): value is T[] => Array.isArray(value) && value.every((item) => guard(item));
}

/** An object with any keys. */
export function recordOf<T>(guard: Guard<T>): Guard<Record<string, T>> {
  return (value): value is Record<string, T> => isObject(value) && Object.values(value).every((item) => guard(item));
}

/** A list of so many items, each of its own shape. */
export function tupleOf<T extends readonly unknown[]>(...guards: { [K in keyof T]: Guard<T[K]> }): Guard<T> {
  return (value): value is T =>
    Array.isArray(value) && value.length === guards.length && guards.every((guard, i) => guard(value[i]));
}

/** An object with these fields; it may have more. */
export function shapeOf<T extends object>(fields: Fields<T>): Guard<T> {
  const checks = Object.entries<Guard<unknown> | Optional<unknown>>(fields);
  return (value): value is T => {
    if (!isObject(value)) return false;
    return checks.every(([key, check]) => {
      const field = Object.hasOwn(value, key) ? value[key] : undefined;
      return typeof check === 'function' ? check(field) : field === undefined || check.optional(field);
    });
  };
}

/** @returns undefined for text that is no JSON */
export function tryJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
