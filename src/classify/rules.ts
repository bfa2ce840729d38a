import type { Rule } from './rule.ts';
import { authRequired } from './rules/auth-required.ts';
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

/** In the order in which they are asked: the first that matches decides, so that the special comes before the general. */
export const RULES: readonly Rule[] = [
  engineOpenProxied,
  engineFiltered,
  engineOpenTls,
  engineOpenPlaintext,
  engineAuthzDenied,
  engineAuthzBroken,
  engineRefused,
  engineMtls,
  mtlsRequired,
  tarpit,
  authRequired,
  forbidden,
  otherService,
  noReply,
  inconclusive,
];
