import { describe, expect, it } from 'vitest';
import { OPEN_TEXTS } from '../../../../src/classify/texts/en/open-engines.ts';

const text = (key: string) => OPEN_TEXTS[key] ?? { title: '', meaning: '', follows: '', remediation: [] };

describe('OPEN_TEXTS', () => {
  it('names the kind and the way in the title', () => {
    expect(text('engine-open-plaintext').title).toBe('Docker Engine API without authentication, in plain text');
    expect(text('engine-open-tls/rootless').title).toBe('Rootless Docker Engine API without authentication, over TLS');
    expect(text('engine-open-proxied/windows').title).toMatch(/on Windows .*through a proxy/);
  });

  it('has each kind for each way', () => {
    const kinds = (verdict: string): string[] =>
      Object.keys(OPEN_TEXTS).flatMap((key) => (key.startsWith(`${verdict}/`) ? [key.slice(verdict.length + 1)] : []));
    expect(kinds('engine-open-plaintext')).toHaveLength(6);
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
});
