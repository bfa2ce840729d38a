import { describe, expect, it } from 'vitest';
import { explanationFor } from '../../../../src/classify/classify.ts';
import { ENGINE_TEXTS } from '../../../../src/classify/texts/en/engines.ts';

const OPEN = Object.entries(ENGINE_TEXTS).filter(([key]) => key.startsWith('engine-open'));
const place = (steps: readonly string[], pattern: RegExp): number => steps.findIndex((step) => pattern.test(step));

describe('texts of open engines', () => {
  it.each(OPEN)('%s says what is proved, what follows and what nobody tested', (_key, text) => {
    expect(text.proved).toMatch(/\/version/);
    expect(text.proved).not.toMatch(/root|take over|vulnerable/i);
    expect(text.follows).toMatch(/^Unless something filters the other paths/);
    expect(text.notTested).toMatch(/every other path/i);
  });

  it.each(OPEN)(
    '%s contains first, then keeps evidence, fixes, verifies, and looks for misuse last',
    (key, { remediation }) => {
      const order = [/^Contain now/, /evidence|Docker Desktop, under General/i, /^Verify/, /^Look for misuse/].map(
        (step) => place(remediation, step),
      );
      expect(order, key).not.toContain(-1);
      expect(order, key).toEqual(order.toSorted((a, b) => a - b));
      expect(order[0]).toBe(0);
      expect(order.at(-1)).toBe(remediation.length - 1);
      expect(remediation.join(' ')).toMatch(/60 seconds after a restart and twice/);
    },
  );

  it('softens what follows for a rootless engine, and its severity', () => {
    const rootless = explanationFor('engine-open-plaintext/rootless');
    expect(rootless.severity).toBe('high');
    expect(rootless.follows).toMatch(/not the whole machine/);
    expect(explanationFor('engine-open-plaintext').severity).toBe('critical');
  });

  it('gives each product its own way out', () => {
    expect(ENGINE_TEXTS['engine-open-plaintext/podman']?.remediation.join()).toMatch(/podman system connection add/);
    expect(ENGINE_TEXTS['engine-open-plaintext/windows']?.remediation.join()).toMatch(/npipe:/);
    expect(ENGINE_TEXTS['engine-open-plaintext/desktop']?.remediation.join()).toMatch(/without TLS/);
    expect(ENGINE_TEXTS['engine-open-plaintext/swarm-classic']?.remediation.join()).toMatch(/every node/);
  });
});

describe('texts of protected engines', () => {
  it('never say that it is Docker', () => {
    const text = ENGINE_TEXTS['engine-mtls'];
    expect(text?.title).toMatch(/^Probably/);
    expect(text?.follows).toMatch(/Consistent with/);
  });
});

describe('texts of engines that refuse', () => {
  const REFUSING = ['engine-authz-denied', 'engine-authz-broken', 'engine-refused'];

  it.each(REFUSING)('%s closes the port first and verifies', (key) => {
    const { remediation } = explanationFor(key);
    expect(remediation[0]).toMatch(/^Contain now/);
    expect(remediation.join()).toMatch(/Verify/);
  });

  it.each(REFUSING)('%s keeps evidence and looks for misuse', (key) => {
    expect(explanationFor(key).remediation.join()).toMatch(/evidence.*Look for misuse/i);
  });

  // A port can look closed from one place alone.
  it('the check is repeated from where the port was found open', () => {
    expect(explanationFor('engine-open-plaintext').remediation.join()).toMatch(/same (place|vantage)/);
  });

  it('a rootless engine has a score of its own', () => {
    expect(explanationFor('engine-open-plaintext/rootless').cvss?.score).toBeLessThan(10);
  });
});
