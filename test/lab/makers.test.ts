import { expect, it } from 'vitest';
import { PRODUCTS } from '../../src/domain/engine.ts';
import { ENGINES } from '../../src/lab/engine-exhibits.ts';
import { MAKERS } from '../../src/lab/makers.ts';

it('has one exhibit for each maker, named after it', () => {
  for (const { name, product } of MAKERS) {
    expect(name).toBe(product);
    expect(PRODUCTS).toContain(name);
    expect(ENGINES.filter((exhibit) => exhibit.product === name).length).toBe(1);
  }
  expect(MAKERS.length).toBe(9);
});
