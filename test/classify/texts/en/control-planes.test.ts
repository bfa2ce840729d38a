import { expect, it } from 'vitest';
import { CONTROL_PLANE_TEXTS } from '../../../../src/classify/texts/en/control-planes.ts';
import { compareSeverity } from '../../../../src/domain/verdicts.ts';

const { '': base, ...variants } = CONTROL_PLANE_TEXTS;

it('gives each its severity, worst first, and says under "proved" what came back', () => {
  const severities = Object.values(variants).flatMap(({ severity }) => severity ?? []);
  expect(severities.length).toBe(Object.keys(variants).length);
  expect(severities).toEqual([...severities].sort(compareSeverity));
  for (const { proved } of Object.values(variants)) expect(proved).toMatch(/^GET \/version/);
  expect(base.severity).toBeUndefined();
});

it('calls suspected what the port helped to tell', () => {
  for (const variant of ['kubelet', 'kubelet-read-only', 'model-runner', 'mcp-gateway', 'buildkit'])
    expect(variants[variant]?.title, variant).toMatch(/^Suspected /);
});
