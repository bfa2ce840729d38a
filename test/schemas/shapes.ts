/**
 * Parts of the JSON Schemas, described with zod and held against the TypeScript types by the compiler. Only tests load
 * this: the program writes its files from the types and never checks them again.
 */

import { z } from 'zod';

/** Marks a field that files of older releases lack: required by the type, not by the schema. */
interface AddedLater {
  readonly addedLater: true;
}

type Same<A, B> = [A] extends [B] ? ([B] extends [A] ? true : false) : false;
type IsOptional<T, K extends keyof T> = Record<never, never> extends Pick<T, K> ? true : false;
type SaysOptional<S> = S extends AddedLater ? false : S extends z.ZodExactOptional ? true : false;

/** What is wrong with the description of one key, or the description itself. */
type Checked<T, K extends keyof T, S> =
  Same<z.output<S>, Required<T>[K]> extends true
    ? Same<SaysOptional<S>, IsOptional<T, K>> extends true
      ? S
      : 'the type says otherwise whether this key is optional'
    : 'the type has other values for this key';

type Fits<T, S> = { [K in keyof T]-?: K extends keyof S ? Checked<T, K, S[K]> : 'this key is not described' } & {
  [K in Exclude<keyof S, keyof T>]: 'the type has no such key';
};

/**
 * Describes an object of the type T: a key too many, too few, or with other values does not compile. Unknown keys are
 * allowed, because fields may be added within a version.
 */
export function exactly<T>(): <S extends z.ZodRawShape>(shape: S & Fits<T, S>) => z.ZodType<T> {
  // `Fits` has compared the two, key by key.
  return (shape) => z.object(shape) as unknown as z.ZodType<T>;
}

/** A field that was added within a version: older files lack it. */
export function addedLater<S extends z.ZodType>(schema: S): z.ZodExactOptional<S> & AddedLater {
  return Object.assign(schema.exactOptional(), { addedLater: true } as const);
}

/** One count for each word of a closed list. */
export function countsBy<W extends string>(words: readonly W[]): z.ZodType<Record<W, number>> {
  const shape: Record<string, z.ZodType> = Object.fromEntries(words.map((word) => [word, count]));
  // The keys are the words, and each has a count.
  return z.object(shape) as unknown as z.ZodType<Record<W, number>>;
}

/** A count for each word that occurred, of a list that may grow: the schema takes any text. */
export function countsByGrowingWord<W extends string>(): z.ZodType<Partial<Record<W, number>>> {
  // The type knows the words of today only.
  return z.record(text, count) as unknown as z.ZodType<Partial<Record<W, number>>>;
}

/** A word of a list that may grow: the schema takes any text. */
export function growingWord<W extends string>(): z.ZodType<W> {
  // The type knows the words of today only.
  return z.string() as unknown as z.ZodType<W>;
}

export const text = z.string();
export const texts = z.array(text);
export const count = z.int().min(0);
export const port = z.int().min(1).max(65_535).meta({ id: 'port' });
export const percent = z.number().min(0).max(100);
/** ISO 8601 in UTC, to the millisecond. */
export const time = z.string().meta({ format: 'date-time' });
/** `YYYY-MM-DD`. */
export const day = z.string().meta({ format: 'date' });

/** Makes the JSON Schema (draft 2020-12) of a description. */
export function toJsonSchema(schema: z.ZodType, head: Readonly<Record<string, string>> = {}): Record<string, unknown> {
  const { $schema, ...rest } = z.toJSONSchema(schema, {
    io: 'input',
    override({ jsonSchema }) {
      // zod's name of a definition means something else to draft 4 readers.
      delete jsonSchema.id;
      // Nobody needs to be told the limits of a double.
      if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
      if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
    },
  });
  return { $schema, ...head, ...rest };
}
