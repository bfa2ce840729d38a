/** A real HTTP server on loopback that takes notifications. */

import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import { listenOn } from './server.ts';

export interface Received {
  path: string;
  headers: IncomingHttpHeaders;
  body: string;
}

export interface Receiver {
  url: string;
  received: Received[];
  close(): void;
}

/** @param answer called with the number of the request, from 1 */
export async function startReceiver(answer: (response: ServerResponse, request: number) => void): Promise<Receiver> {
  const received: Received[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => {
      body += chunk;
    });
    request.on('end', () => {
      received.push({ path: request.url ?? '', headers: request.headers, body });
      answer(response, received.length);
    });
  });
  const port = await listenOn(server, '127.0.0.1');
  return {
    url: `http://127.0.0.1:${port}/hook/T0KEN?key=S3CRET`,
    received,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}
