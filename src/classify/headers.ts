/** The headers that engines write, and nobody else. */

import { type Answer, hasHeader, header } from './answer.ts';

/** Lower case. `Api-Version` and `Docker-Experimental` came with 1.13, `Ostype` with 17.06, `Job-Name` went with 1.7. */
const ENGINE_HEADERS = ['api-version', 'ostype', 'docker-experimental', 'libpod-api-version'] as const;

/** `Server` as an engine writes it; a proxy in front of it often puts its own name there. */
export function isEngineServer(server: string): boolean {
  return server.startsWith('Docker/') || server.startsWith('Libpod/');
}

/** Names, in lower case, of the engine's headers in this answer. */
export function engineHeaders(answer: Answer | undefined): string[] {
  const found: string[] = ENGINE_HEADERS.filter((name) => hasHeader(answer, name));
  if (header(answer, 'job-name') === 'version') found.push('job-name');
  if (isEngineServer(header(answer, 'server'))) found.push('server');
  return found;
}

export function isLibpod(answer: Answer | undefined): boolean {
  return hasHeader(answer, 'libpod-api-version') || header(answer, 'server').startsWith('Libpod/');
}
