/** The rules, one for each verdict. Left out of this table, a verdict does not compile. */

import type { Verdict } from '../domain/verdicts.ts';
import type { Rule } from './rule.ts';
import { authRequired } from './rules/auth-required.ts';
import { controlPlaneOpen } from './rules/control-plane-open.ts';
import { engineAuthzBroken } from './rules/engine-authz-broken.ts';
import { engineAuthzDenied } from './rules/engine-authz-denied.ts';
import { engineFiltered } from './rules/engine-filtered.ts';
import { engineMtls } from './rules/engine-mtls.ts';
import { engineOpenPlaintext } from './rules/engine-open-plaintext.ts';
import { engineOpenProxied } from './rules/engine-open-proxied.ts';
import { engineOpenTls } from './rules/engine-open-tls.ts';
import { engineRefused } from './rules/engine-refused.ts';
import { forbidden } from './rules/forbidden.ts';
import { inconclusive } from './rules/inconclusive.ts';
import { mtlsRequired } from './rules/mtls-required.ts';
import { noReply } from './rules/no-reply.ts';
import { otherService } from './rules/other-service.ts';
import { tarpit } from './rules/tarpit.ts';

/** In the order in which they are asked: the first that matches decides, so the special come before the general. */
const BY_VERDICT: { readonly [V in Verdict]: Rule<V> } = {
  'engine-open-proxied': engineOpenProxied,
  'engine-filtered': engineFiltered,
  'engine-open-tls': engineOpenTls,
  'engine-open-plaintext': engineOpenPlaintext,
  'engine-authz-denied': engineAuthzDenied,
  'engine-authz-broken': engineAuthzBroken,
  'engine-refused': engineRefused,
  'control-plane-open': controlPlaneOpen,
  'engine-mtls': engineMtls,
  'mtls-required': mtlsRequired,
  tarpit,
  'auth-required': authRequired,
  forbidden,
  'other-service': otherService,
  'no-reply': noReply,
  inconclusive,
};

/** In the order in which they are asked. */
export const RULES: readonly Rule[] = Object.values(BY_VERDICT);

export function ruleOf(verdict: Verdict): Rule {
  return BY_VERDICT[verdict];
}
