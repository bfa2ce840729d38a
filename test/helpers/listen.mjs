// Serves an engine's /version at the [address, port] pairs that standard input lists as JSON; prints a line when all listen.
import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';

const VERSION = JSON.stringify({
  Platform: { Name: 'Docker Engine - Community' },
  Version: '20.10.24',
  ApiVersion: '1.41',
  MinAPIVersion: '1.12',
  GitCommit: '5d6db84',
  GoVersion: 'go1.19.7',
  Os: 'linux',
  Arch: 'amd64',
  KernelVersion: '5.10.0-21-amd64',
  BuildTime: '2023-04-04T18:21:23.000000000+00:00',
});

function answer(request, response) {
  const known = request.url === '/version';
  response.writeHead(known ? 200 : 404, {
    'Api-Version': '1.41',
    'Content-Type': 'application/json',
    'Docker-Experimental': 'false',
    Ostype: 'linux',
    Server: 'Docker/20.10.24 (linux)',
  });
  response.end(known ? `${VERSION}\n` : '{"message":"page not found"}\n');
}

for (const [host, port] of JSON.parse(await text(process.stdin))) {
  const server = createServer(answer);
  // A scanner may reset what it opened.
  server.on('clientError', (_error, socket) => socket.destroy());
  await new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host, port, ipv6Only: host.includes(':') }, resolve);
  });
}
process.stdout.write('listening\n');
