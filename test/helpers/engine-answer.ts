/** What dockerd answers to `GET /version`, at a moment of the test's choosing. */

import { answer, type Behaviour, response } from '../../src/lab/serve.ts';

/** Its body. */
export function engineBody(version: string): string {
  return JSON.stringify({
    Version: version,
    ApiVersion: '1.41',
    MinAPIVersion: '1.12',
    GitCommit: '5d6db84',
    GoVersion: 'go1.19.7',
    Os: 'linux',
    Arch: 'amd64',
    KernelVersion: '6.1.0',
    BuildTime: '2023-04-04T00:00:00.000000000+00:00',
  });
}

/** @param now milliseconds since 1970, told in the Date header */
export function answerAsEngine(version: string, now: number, server = `Docker/${version} (linux)`): Behaviour {
  const headers = [
    'Api-Version: 1.41',
    'Content-Type: application/json',
    'Docker-Experimental: false',
    'Ostype: linux',
    `Server: ${server}`,
    dateAt(now),
  ];
  return answer(() => response('200 OK', headers, engineBody(version)));
}

/** The Date header of a moment. */
export function dateAt(now: number): string {
  return `Date: ${new Date(now).toUTCString()}`;
}
