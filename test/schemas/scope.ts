/** The JSON Schema of a scope file, from the description that the program reads scope files with. */

import { scopeFile } from '../../src/scope/schema.ts';
import { toJsonSchema } from './shapes.ts';

/** Each range has these itself, or from the top of the file. */
const INHERITED = ['authorization', 'owner', 'contact'];

export function scopeJsonSchema(): Record<string, unknown> {
  const rangesWith = (limits: object): object => ({
    type: 'object',
    properties: { ranges: { type: 'array', ...limits } },
  });
  const inherited = INHERITED.map((key) => ({
    anyOf: [{ type: 'object', required: [key] }, rangesWith({ items: { type: 'object', required: [key] } })],
  }));
  // An empty list is a shape that the reader accepts, to say in its own words that nothing is left to audit.
  return { ...toJsonSchema(scopeFile), allOf: [...inherited, rangesWith({ minItems: 1 })] };
}
