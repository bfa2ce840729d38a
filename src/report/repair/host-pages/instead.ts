/** Advice on what people and programs use instead of the open port, and on the way back. */

import { shellWord } from '../../../text/shell.ts';
import { type Advice, lines } from './advice.ts';

const inUrl = (address: string): string => (address.includes(':') ? `[${address}]` : address);

const engine: Advice['when'] = ({ product, system }) =>
  product !== 'podman' && product !== 'other' && system !== 'desktop';

export const INSTEAD: readonly Advice[] = [
  {
    title: 'People and pipelines: SSH',
    when: engine,
    steps: [
      {
        text: 'On the client. The user must be in the group docker there, which is as good as root: give each person a key of their own.',
        commands: ({ address }) => [
          `docker context create NAME --docker ${shellWord(`host=ssh://USER@${inUrl(address)}`)}`,
          'docker --context NAME ps',
        ],
      },
    ],
    source: 'Docker documentation, "Protect the Docker daemon socket".',
  },
  {
    title: 'Where TCP must stay: client certificates (mutual TLS)',
    when: engine,
    steps: [
      {
        text: 'Make a CA for this and nothing else: the daemon lets in whoever holds a certificate of it. The script `mtls.sh` beside these pages makes CA, server and client certificates and prints the settings; run it elsewhere than on the host, with every name and address that clients use.',
        commands: ({ address }) => [`sh mtls.sh -d ./pki -s SERVER_NAME -a ${shellWord(address)} -c CLIENT_NAME`],
      },
      {
        text: 'Copy `ca.pem`, `server-cert.pem` and `server-key.pem` to the host (keys 0400, certificates 0444), keep the key of the CA off it, and listen on one private address, port 2376, with `tlsverify`.',
      },
      {
        text: 'Clients:',
        commands: lines(
          'docker context create NAME --docker "host=tcp://SERVER_NAME:2376,ca=ca.pem,cert=cert.pem,key=key.pem"',
        ),
      },
      {
        text: 'Guard a client key like the password of root: it is as good. The engine can be given no list of revoked certificates as far as we know, so give them short lives.',
        unchecked: true,
      },
    ],
    source:
      'Docker documentation, "Protect the Docker daemon socket"; the script is proved against dockerd 20.10.24 by the tests of Seawall.',
  },
  {
    title: 'Programs on the same host: the socket, or a socket proxy',
    when: engine,
    steps: [
      {
        text: 'Mounting `/var/run/docker.sock` into a container gives it the host. A socket proxy that grants only what is needed stands between; its port is never published.',
      },
    ],
    source: 'README of Tecnativa/docker-socket-proxy; CIS Docker 1.6.0 5.32.',
  },
  {
    title: 'Limited roles: an authorisation plug-in',
    when: engine,
    steps: [
      {
        text: 'Only behind client certificates, which tell it who asks, and on a release with the two bypasses mended (29.3.1, 25.0.16, or a package that says so).',
      },
    ],
    source: 'CVE-2024-41110, CVE-2026-34040 (CVE records); CIS Docker 1.6.0 2.12.',
  },
];

/** Programs that stop working when the port closes: to be listed before, not after. */
export const ROLLBACK: readonly Advice[] = [
  {
    title: 'Closing the port',
    when: () => true,
    steps: [
      {
        text: 'Whatever uses `tcp://` stops: pipelines, agents, management pages, metrics. List who is connected now, and what the firewall logged:',
        commands: ({ ports }) => ports.map((port) => `ss -tn state established 'sport = :${port}'`),
      },
      { text: 'A firewall rule is taken back in seconds: note the rule, and who set it when.' },
    ],
    source: 'Our own list.',
  },
  {
    title: 'Changing and restarting the engine',
    when: ({ product, system, direct }) => product !== 'podman' && product !== 'other' && system === 'linux' && direct,
    steps: [
      {
        text: 'Keep a copy of every file before it is changed. A restart can stop containers unless `live-restore` is set, and it destroys what has not been written down.',
      },
      {
        text: 'A daemon that does not come back tells why in `journalctl -u docker`: often `hosts` set twice, or a certificate file that is missing.',
      },
    ],
    source: 'Docker documentation; both failures were tried with dockerd 20.10.24.',
  },
  {
    title: 'The other names on this proxy',
    when: ({ direct }) => !direct,
    steps: [{ text: 'The same proxy may serve other sites: change only the block that leads to the engine.' }],
    source: 'Our own list.',
  },
];
