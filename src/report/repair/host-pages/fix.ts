/** Advice on the lasting repair, the smallest change first: most hosts never needed TCP. */

import { type Advice, type AdviceStep, lines } from './advice.ts';
import type { HostCase } from './host.ts';

const DOCS = 'Docker documentation: dockerd reference, "Configure remote access", "Troubleshooting the daemon".';

const plainEngine = ({ product, system, direct }: HostCase): boolean =>
  (product === 'docker' || product === 'balena') && system === 'linux' && direct;

const listener: Advice = {
  title: 'Remove the TCP listener',
  when: plainEngine,
  steps: [
    {
      text: 'Find where it is set. It is one of these places:',
      commands: ({ ports }) => [
        'systemctl cat docker.service docker.socket',
        'cat /etc/docker/daemon.json',
        'cat /etc/default/docker /etc/sysconfig/docker',
        ...ports.map((port) => `ss -ltnp 'sport = :${port}'`),
      ],
    },
    {
      text: 'If `ss` does not name dockerd, something else holds the port: a container that passes the socket on (socat, a socket proxy, Docker in Docker), a web server, or a docker.socket unit with ListenStream. Fix that instead.',
    },
    {
      text: 'Set by a drop-in or an edited unit: take `-H tcp://...` (or `--host=tcp://...`) out of `ExecStart` and leave the other listeners, usually `-H fd://`. A drop-in clears the old value first:',
      commands: lines(
        'systemctl edit docker.service',
        '# [Service]',
        '# ExecStart=',
        '# ExecStart=/usr/bin/dockerd -H fd:// --containerd=/run/containerd/containerd.sock',
      ),
    },
    {
      text: 'Set by `hosts` in `daemon.json`: take the `tcp://` entries out, or the whole key if the unit passes `-H`. Both together do not start: "the following directives are specified both as a flag and in the configuration file: hosts". So either `-H` in the unit and no `hosts`, or a unit without `-H` and every listener in `hosts`.',
    },
    { text: 'If containers must go on running meanwhile, set `"live-restore": true` in `daemon.json` beforehand.' },
    {
      text: 'Check, then restart. From release 23.0 on, `dockerd --validate` should check the file; 20.10 does not have it.',
      commands: lines(
        'python3 -m json.tool /etc/docker/daemon.json',
        'systemctl daemon-reload',
        'systemctl restart docker',
      ),
      unchecked: true,
    },
    { text: 'An update alone closes nothing: release 28.5.2 still starts with a plain TCP listener.' },
  ],
  source: `${DOCS} The start of 28.5.2 was tried.`,
};

const openTls: Advice = {
  title: 'Or keep TCP, and demand client certificates',
  when: ({ verdicts, system, product }) =>
    verdicts.has('engine-open-tls') && system !== 'desktop' && product !== 'podman' && product !== 'other',
  steps: [
    {
      text: 'This listener encrypts and asks nobody who they are. Put the CA file in place first: without it the daemon does not start ("could not read CA certificate").',
    },
    {
      text: 'Then set `"tlsverify": true` with `tlscacert`, `tlscert` and `tlskey`, and delete an explicit `"tlsverify": false` or `--tlsverify=false`.',
    },
  ],
  source: 'Tried with dockerd 20.10.5, 26.1.5 and 28.5.2.',
};

const openTlsAge = (title: string, when: Advice['when'], text: string): Advice => ({
  title,
  when: (host) => openTls.when(host) && when(host),
  steps: [{ text }],
  source: 'Moby source, loading of the TLS options, 20.10 and later.',
});

const desktop: Advice = {
  title: 'Docker Desktop: switch the TCP port off',
  when: ({ system }) => system === 'desktop',
  steps: [
    {
      text: 'Under General, turn off "Expose daemon on tcp://localhost:2375 without TLS". Do not set `hosts` in `daemon.json`: Docker Desktop does not support it.',
    },
    {
      text: 'Update to 4.44.3 or later: in 4.25 to 4.44.2 any local Linux container reaches the engine (CVE-2025-9074).',
    },
    {
      text: 'The port is meant for loopback, so something passes it on. On Windows, look at port forwardings; elsewhere for a relay such as socat.',
      commands: lines('netsh interface portproxy show all'),
      unchecked: true,
    },
  ],
  source: 'CVE-2025-9074 (CVE record); Docker documentation, dockerd reference.',
};

const windows: Advice = {
  title: 'Windows: leave the named pipe alone',
  when: ({ system }) => system === 'windows',
  steps: [
    {
      text: 'In `%programdata%\\docker\\config\\daemon.json` let `hosts` be `["npipe://"]`, then restart the service.',
      commands: lines('Restart-Service docker'),
    },
    {
      text: 'The service itself may carry an `-H` in its command line.',
      commands: lines('(Get-ItemProperty HKLM:\\SYSTEM\\CurrentControlSet\\Services\\docker).ImagePath'),
      unchecked: true,
    },
  ],
  source: DOCS,
};

const DIND_ADVICE: AdviceStep = {
  text: 'In a pod, share the socket over a volume or listen on 127.0.0.1; no `hostNetwork`, no `hostPort`, a NetworkPolicy that lets nobody in on 2375 and 2376; prefer builders that need no privileges.',
  unchecked: true,
};

const dind: Advice = {
  title: 'If this engine runs inside a container or a pod (Docker in Docker)',
  when: plainEngine,
  steps: [
    {
      text: 'The answer cannot show it. The image docker:dind listens with client certificates on 2376 by default; an empty `DOCKER_TLS_CERTDIR` makes it listen on `0.0.0.0:2375` without. Leave the variable at its default (`/certs`).',
    },
    DIND_ADVICE,
    { text: 'Such a container is privileged: whoever reaches its engine has the node.' },
  ],
  source: 'docker-library/docs pull request 2546.',
};

const podman: Advice = {
  title: 'Podman: the socket in place of the TCP service',
  when: ({ product }) => product === 'podman',
  steps: [
    {
      text: 'Find the unit that runs `podman system service tcp:...`, stop it for good, and enable the socket. For a service of a user, the same with `systemctl --user` as that user.',
      commands: lines(
        "systemctl list-units --all --type=service | grep -i podman; grep -rl 'system service' /etc/systemd/system",
        'systemctl disable --now UNIT',
        'systemctl enable --now podman.socket',
      ),
    },
    {
      text: 'Remote users connect over SSH:',
      commands: lines('podman system connection add NAME ssh://USER@HOST/run/podman/podman.sock'),
    },
    {
      text: "Podman's manual says that this API equals running any code as that user, and strongly advises against the network. Podman 5.8.6 can demand client certificates (`--tls-cert`, `--tls-key`, `--tls-client-ca`); the manual of 4.3.1 knows none of these.",
    },
  ],
  source: 'podman-system-service(1) of 4.3.1; 5.8.6 was tried.',
};

const swarm: Advice = {
  title: 'Retire classic Swarm',
  when: ({ product }) => product === 'swarm-classic',
  steps: [
    {
      text: 'Stand-alone Swarm is gone upstream. Move what it runs to something that is maintained and speaks mutual TLS.',
    },
    {
      text: 'Each node behind it listens as well: remove the TCP listener there too, or close it to all but the manager.',
    },
  ],
  source: 'docker/cli docs/deprecated.md (removed in 23.0).',
};

const other: Advice = {
  title: 'The engine of another maker: its own settings',
  when: ({ product }) => product === 'other',
  steps: [
    {
      text: "It speaks Docker's API, and `daemon.json` does not rule it. Find out where this product is told to listen, and let it listen on its local socket alone.",
      commands: ({ ports }) => ports.map((port) => `ss -ltnp 'sport = :${port}'`),
    },
    {
      text: 'Where it must stay on the network, let it demand client certificates if it can, or put a proxy in front that does.',
      unchecked: true,
    },
  ],
  source: 'Our own list.',
};

const proxied: Advice = {
  title: 'The proxy: let it ask, or take it away',
  when: ({ verdicts }) => verdicts.has('engine-open-proxied'),
  steps: [
    {
      text: 'Remove it, or let it demand client certificates. In nginx that is `ssl_verify_client on` with `ssl_client_certificate`; `optional` demands nothing. Let the proxy reach the engine over its Unix socket, not over TCP.',
    },
    { text: 'Then look whether the engine listens on TCP as well, and remove that listener.' },
  ],
  source: 'Tried with nginx 1.22 before dockerd 20.10.24.',
};

const filtered: Advice = {
  title: 'The socket proxy: off the network',
  when: ({ verdicts }) => verdicts.has('engine-filtered'),
  steps: [
    {
      text: 'A socket proxy filters paths; it authenticates nobody. Bind it to `127.0.0.1` or put it on a network with its one consumer, and never publish its port (`ports:` in a compose file).',
    },
    {
      text: 'Grant what that consumer needs. By default the common one (Tecnativa) grants EVENTS, PING and VERSION alone; keep `POST=0`. Most clients need VERSION.',
    },
  ],
  source: 'README of Tecnativa/docker-socket-proxy; answers of HAProxy tried.',
};

const authz: Advice = {
  title: 'The authorisation plug-in: behind client certificates',
  when: ({ verdicts }) => verdicts.has('engine-authz-denied') || verdicts.has('engine-authz-broken'),
  steps: [
    {
      text: 'A plug-in decides what may be done; it does not find out who asks. Demand client certificates first, or remove the TCP listener.',
    },
    {
      text: 'Such plug-ins have been bypassed twice: CVE-2024-41110 and CVE-2026-34040. Both are mended in 29.3.1 and 25.0.16 or later; for a package of a distribution, read its changelog.',
    },
    {
      text: 'If it is broken, close the port first and repair it afterwards: removing it opens the API. While it is down requests fail with 500 after 15 seconds, and the daemon does not start again without it.',
    },
  ],
  source: 'CVE records; a failing plug-in was tried with dockerd 20.10.24.',
};

export const FIX: readonly Advice[] = [
  swarm,
  podman,
  other,
  desktop,
  windows,
  proxied,
  filtered,
  authz,
  listener,
  openTls,
  openTlsAge(
    'What "tls" alone means here',
    ({ tlsVerifies }) => tlsVerifies === true,
    'Since 20.10, `"tls": true` alone verifies clients too. That this engine does not means that verification was switched off on purpose: find out by whom.',
  ),
  openTlsAge(
    'What "tls" alone means here',
    ({ tlsVerifies }) => tlsVerifies === false,
    'Before 20.10, `"tls": true` encrypts and verifies nobody: `tlsverify` must be set.',
  ),
  dind,
];
