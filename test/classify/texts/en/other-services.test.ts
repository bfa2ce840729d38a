import { describe, expect, it } from 'vitest';
import { explanationFor } from '../../../../src/classify/classify.ts';
import { OTHER_TEXTS } from '../../../../src/classify/texts/en/other-services.ts';

describe('texts of everything else', () => {
  it('say that etcd is an exposure of its own', () => {
    expect(OTHER_TEXTS['other-service/etcd']?.meaning).toMatch(/serious exposure/);
  });

  it('raise a password in plain text', () => {
    expect(explanationFor('auth-required/plaintext').severity).toBe('medium');
    expect(explanationFor('auth-required').severity).toBe('low');
  });

  it('do not call silence a repair, nor the unknown harmless', () => {
    expect(OTHER_TEXTS['no-reply']?.follows).toMatch(/^Nothing/);
    expect(explanationFor('inconclusive').follows).toMatch(/may be an engine/);
    expect(OTHER_TEXTS['inconclusive/not-probed']?.summary).toMatch(/again/);
  });
});
