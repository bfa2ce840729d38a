import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { scopeJsonSchema } from '../../src/scope/schema.ts';

const FILE = fileURLToPath(new URL('../../targets/scope.schema.json', import.meta.url));

it('ships the current schema (UPDATE_SCHEMA=1 npx vitest run test/scope/schema.test.ts writes it)', async () => {
  const current = `${JSON.stringify(scopeJsonSchema(), null, 2)}\n`;
  if (process.env.UPDATE_SCHEMA === '1') await writeFile(FILE, current);
  expect(await readFile(FILE, 'utf8')).toBe(current);
});

it('accepts the shipped scope file and refuses an unknown key', async () => {
  const validate = new Ajv2020().compile(scopeJsonSchema());
  const shipped = parse(await readFile('targets/loopback.yaml', 'utf8'));
  expect(validate(shipped)).toBe(true);
  expect(validate({ ...shipped, rangez: [] })).toBe(false);
});
