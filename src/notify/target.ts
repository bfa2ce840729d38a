/** Target of notifications: a URL, with its preset from a prefix or from the host. */

import { SeawallError } from '../domain/errors.ts';
import type { Preset } from './preset.ts';
import { PRESETS } from './presets.ts';

export interface Target {
  preset: Preset;
  url: string;
  /** Preset and origin: all that is ever told of the URL, because its path and query are secrets. */
  name: string;
}

const LOOPBACK = /^(?:localhost|127(?:\.\d+){3}|\[::1\])$/;

/**
 * @param text `https://...`, or `slack+https://...` with a preset's name
 * @throws SeawallError USAGE, without the text: it may hold a token
 */
export function parseTarget(text: string): Target {
  const [, wanted = '', rest = ''] = /^(?:([a-z]+)\+)?([\s\S]*)$/.exec(text) ?? [];
  const names = PRESETS.map(({ name }) => name).join(', ');
  const named = PRESETS.find(({ name }) => name === wanted);
  if (wanted !== '' && named === undefined) throw refuse(`its prefix is none of ${names}`);
  const url = URL.canParse(rest) ? new URL(rest) : undefined;
  if (url === undefined || !['http:', 'https:'].includes(url.protocol)) throw refuse('it is no http or https URL');
  if (url.username !== '' || url.password !== '') throw refuse('it has a user name or a password in it');
  if (url.protocol === 'http:' && !LOOPBACK.test(url.hostname))
    throw refuse('it would send findings in the clear; https is needed, except to this machine');
  const preset = named ?? PRESETS.find(({ hosts }) => hosts.some((host) => isWithin(url.hostname, host)));
  const chosen = preset ?? PRESETS[0];
  if (chosen === undefined) throw refuse('there is no preset for it');
  return { preset: chosen, url: url.href, name: `${chosen.name} ${url.origin}` };
}

function isWithin(host: string, domain: string): boolean {
  return host === domain || host.endsWith(`.${domain}`);
}

function refuse(why: string): SeawallError {
  const message = `--notify: ${why}: give https://... or a preset before it, as in slack+https://... (the URL is not shown here, because it may hold a token)`;
  return new SeawallError({ code: 'USAGE', message });
}
