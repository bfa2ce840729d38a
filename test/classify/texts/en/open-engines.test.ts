import { describe, expect, it } from 'vitest';
import { explanationFor, listExplanations } from '../../../../src/classify/classify.ts';
import { ruleOf } from '../../../../src/classify/rules.ts';
import type { Verdict } from '../../../../src/domain/verdicts.ts';

const OPEN = listExplanations().filter(({ verdict }) => verdict.startsWith('engine-open'));
const text = explanationFor;
const place = (steps: readonly string[], pattern: RegExp): number => steps.findIndex((step) => pattern.test(step));

describe('openTexts', () => {
  it('names in the title the kind of engine and how it stands open', () => {
    expect(text('engine-open-plaintext').title).toBe('Docker Engine API without authentication, in plain text');
    expect(text('engine-open-tls/rootless').title).toBe('Rootless Docker Engine API without authentication, over TLS');
    expect(text('engine-open-proxied/windows').title).toMatch(/on Windows .*through a proxy/);
  });

  it('has every kind of engine under each of the three rules', () => {
    const kinds = (verdict: Verdict): string[] => Object.keys(ruleOf(verdict).texts.en).filter((kind) => kind !== '');
    expect(kinds('engine-open-plaintext')).toHaveLength(7);
    expect(kinds('engine-open-tls')).toEqual(kinds('engine-open-plaintext'));
    expect(kinds('engine-open-proxied')).toEqual(kinds('engine-open-plaintext'));
  });

  it('contains at the proxy where there is one, whatever stands behind it', () => {
    for (const key of ['engine-open-proxied', 'engine-open-proxied/podman', 'engine-open-proxied/desktop']) {
      expect(text(key).remediation[0]).toMatch(/in the proxy/);
      expect(text(key).remediation.join()).toMatch(/ssl_verify_client on/);
    }
    expect(text('engine-open-proxied/podman').remediation.join()).toMatch(/podman ps .*podman\.socket/);
  });

  it('states no guess as a fact', () => {
    expect(text('engine-open-plaintext/desktop').meaning).toMatch(/probably/);
    expect(text('engine-open-plaintext/desktop').remediation.join()).toMatch(/perhaps a port forwarding/);
    expect(text('engine-open-plaintext/windows').remediation.join()).toMatch(/in case it has an -H/);
    expect(text('engine-open-plaintext').follows).toMatch(/^Unless .* by default\.$/);
  });

  it.each(OPEN)('$key says what is proved, what follows and what nobody tested', (text) => {
    expect(text.proved).toMatch(/\/version/);
    expect(text.proved).not.toMatch(/root|take over|vulnerable/i);
    expect(text.follows).toMatch(/^Unless something filters the other paths/);
    expect(text.notTested).toMatch(/every other path/i);
  });

  it.each(OPEN)(
    '$key contains first, then keeps evidence, fixes, verifies, and looks for misuse last',
    ({ key, remediation }) => {
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
    expect(text('engine-open-plaintext/podman').remediation.join()).toMatch(/podman system connection add/);
    expect(text('engine-open-plaintext/windows').remediation.join()).toMatch(/npipe:/);
    expect(text('engine-open-plaintext/desktop').remediation.join()).toMatch(/without TLS/);
    expect(text('engine-open-plaintext/swarm-classic').remediation.join()).toMatch(/every node/);
  });

  // A port can look closed from one place alone.
  it('repeats the check from where the port was found open', () => {
    expect(text('engine-open-plaintext').remediation.join()).toMatch(/same (place|vantage)/);
  });

  it('gives a rootless engine a score of its own', () => {
    expect(text('engine-open-plaintext/rootless').cvss?.score).toBeLessThan(10);
  });
});
