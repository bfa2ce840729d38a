import { expect, it } from 'vitest';
import type { Lab } from '../../src/lab/lab.ts';
import { renderLab } from '../../src/terminal/lab-text.ts';

const lab: Lab = {
  endpoints: [
    {
      address: '127.255.255.255',
      port: 2375,
      name: 'a',
      shows: 'something that takes more words than a terminal of eighty columns can hold',
      verdict: 'engine-open-plaintext',
      severity: 'critical',
      product: 'docker',
      version: '1',
    },
    {
      address: '127.0.0.1',
      port: 2376,
      name: 'b',
      shows: 'short',
      verdict: 'tarpit',
      severity: 'info',
      product: '',
      version: '',
    },
  ],
  close: () => Promise.resolve(),
};

it('says where, how bad, which verdict and what, in 80 columns', () => {
  const lines = renderLab({ ...lab, endpoints: lab.endpoints.slice(1) }, 80).split('\n');
  expect(lines).toEqual([
    'endpoint       severity expected verdict      shows',
    '127.0.0.1:2376 info     tarpit                short',
    '',
  ]);
});

it.each([80, 100])('stays within %d columns', (width) => {
  const lines = renderLab(lab, width).split('\n');
  expect(lines.filter((line) => line.length > width)).toEqual([]);
  expect(lines[1]).toContain('engine-open-plaintext');
  const words = lines.slice(1, -2).map((line) => line.slice(lines[0]?.indexOf('shows')));
  expect(words.join(' ')).toBe(lab.endpoints[0]?.shows);
});
