/** English texts for engines that answer. Facts and sources: see the references that the rules name. */

import { type Text, vary } from '../text.ts';

const CONTAIN =
  'Contain now: close TCP 2375 and 2376 at the network edge or in the host firewall, for IPv4 and IPv6. A listener of dockerd itself is reached through INPUT; one published by a container bypasses it, and the rule belongs in DOCKER-USER.';
const EVIDENCE =
  'Keep the evidence before anything is restarted: docker ps -a --no-trunc, docker inspect of every container, docker images --digests, the journal of the daemon, and the firewall log.';
const REPLACE =
  'Remove the TCP listener: look in systemctl cat docker, /etc/docker/daemon.json (hosts), /etc/default/docker and docker.socket. Clients use SSH instead: docker context create NAME --docker "host=ssh://user@host".';
const MTLS =
  'Where TCP must stay: listen on one private address, port 2376, with tlsverify, tlscacert, tlscert and tlskey, and a CA that issues nothing else.';
const VERIFY =
  'Verify from outside, not sooner than 60 seconds after a restart and twice, from the same vantage point that found it: the port must refuse, or ask for a client certificate.';
const MISUSE =
  'Look for misuse: containers or images that nobody deployed, mounts of / or the socket, privileged containers, new cron entries, SSH keys, and firewall rules that block 2375. A port that closed by itself is no proof of a repair.';

const PROVED = 'The engine answered GET /version to a stranger: no password, no certificate.';
const NOT_TESTED =
  'Every other path of the API, and whether anybody has used it. Nothing was changed, and nothing else was asked.';

const plaintext: Text = {
  title: 'Docker Engine API open to everyone, in plain text',
  meaning:
    'The control port of a container engine answers on the network without authentication and without encryption.',
  proved: PROVED,
  follows:
    'Unless something filters the other paths, whoever reaches this port can start a container that mounts the host, and so is root on it. The default daemon runs as root.',
  notTested: NOT_TESTED,
  summary:
    'Close the port at the firewall now; then remove the TCP listener (use SSH contexts) or require client certificates.',
  remediation: [CONTAIN, EVIDENCE, REPLACE, MTLS, VERIFY, MISUSE],
};

const ROOTLESS = {
  severity: 'high' as const,
  cvss: { vector: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H', score: 9.8 },
  follows:
    'Unless something filters the other paths, whoever reaches this port has the rights of the user who runs the engine: it is rootless, so this is an account, not the whole machine.',
};
const PODMAN = {
  follows:
    'Unless something filters the other paths, whoever reaches this port can run programs as the user who runs the service; as root, that is the whole machine.',
  summary: 'Close the port at the firewall now; then stop the TCP service and use the Podman socket over SSH.',
  remediation: [
    CONTAIN,
    'Keep the evidence: podman ps -a --no-trunc, podman inspect of every container, podman images --digests, and the journal of the service.',
    'Stop and disable the unit that runs "podman system service tcp:...", and enable podman.socket. Remote users: podman system connection add NAME ssh://user@host/path.',
    VERIFY,
    MISUSE,
  ],
};
const DESKTOP = {
  meaning:
    "A workstation's Docker Desktop answers on the network without authentication; it is meant to listen on loopback alone.",
  summary:
    'Turn off "Expose daemon on tcp://localhost:2375 without TLS" in Docker Desktop, and find what passes the port on.',
  remediation: [
    CONTAIN,
    'In Docker Desktop, under General, turn off "Expose daemon on tcp://localhost:2375 without TLS". Setting hosts in daemon.json is not supported there.',
    'Find what carries the loopback port to the network: a port forwarding of the system, or a relay program.',
    'Update Docker Desktop to 4.44.3 or later: CVE-2025-9074 lets local containers reach the engine in 4.25 to 4.44.2.',
    VERIFY,
    MISUSE,
  ],
};
const WINDOWS = {
  follows:
    'Unless something filters the other paths, whoever reaches this port can run containers on this Windows host with the rights of the engine.',
  remediation: [
    CONTAIN,
    EVIDENCE,
    'In %programdata%\\docker\\config\\daemon.json let "hosts" name the named pipe alone (npipe://), then Restart-Service docker. Check the service for an -H of its own.',
    MTLS,
    VERIFY,
    MISUSE,
  ],
};
const SWARM = {
  title: 'Classic Swarm manager open to everyone',
  meaning: 'The manager of a standalone (classic) Swarm answers on the network without authentication.',
  follows: 'Unless something filters the other paths, one call here reaches every node of the cluster.',
  summary: 'Close 2375 on the manager and on every node now; then retire classic Swarm, which is no longer maintained.',
  remediation: [
    'Contain now: close the port of the manager, and TCP 2375 of every node behind it.',
    EVIDENCE,
    'Retire classic Swarm: its support was removed upstream. Move to a maintained orchestrator with mutual TLS.',
    VERIFY,
    MISUSE,
  ],
};
const BALENA = {
  title: 'balenaEngine API open to everyone',
  meaning: 'The engine of a balena device answers on the network without authentication.',
};

const tls: Text = vary(plaintext, {
  title: 'Docker Engine API open to everyone, over TLS',
  meaning:
    'The control port of a container engine speaks TLS and asks no client for a certificate: encryption without authentication.',
  proved: 'The engine answered GET /version over TLS to a client without a certificate.',
  summary: 'Close the port at the firewall now; then require client certificates (tlsverify with a CA file).',
  remediation: [
    CONTAIN,
    EVIDENCE,
    'Require client certificates: set tlsverify and tlscacert. Since 20.10, tls alone verifies clients too, so look for an explicit tlsverify=false and delete it. Put the CA file in place first: without it the daemon does not start.',
    'Better still, remove the TCP listener and use SSH contexts.',
    VERIFY,
    MISUSE,
  ],
});

const filtered: Text = {
  title: 'Engine behind a filtering proxy, open to everyone',
  meaning: 'An engine answers through what looks like a path-filtering socket proxy, which asks nobody who they are.',
  proved:
    'GET /version was answered without authentication, with the marks of HAProxy, on which the common socket proxies are built.',
  follows:
    'A leak of version data at least. Whatever else the proxy lets through is open to everyone: reading containers alone can expose their files.',
  notTested: 'Which other paths pass the proxy. It may be all of them.',
  summary: 'Bind the proxy to loopback or a private network: it filters paths and authenticates nobody.',
  remediation: [
    'Contain now: restrict who can reach the port, at the network edge or in DOCKER-USER where a container publishes it.',
    'Bind the proxy to 127.0.0.1 or to the network of its one consumer, and never publish its port.',
    'Let it allow only what the consumer needs: keep POST off, and switch VERSION off where nobody uses it.',
    VERIFY,
    'Read its log: which other paths were asked, and by whom.',
  ],
};

const proxied: Text = vary(plaintext, {
  title: 'Docker Engine API open to everyone, through a proxy',
  meaning: 'A web proxy passes requests on to a container engine and asks nobody who they are.',
  proved: 'An engine answered GET /version through a proxy that asked for neither password nor certificate.',
  summary: 'Close the proxy to strangers now; then make it require client certificates, or remove it.',
  remediation: [
    'Contain now: deny all in the proxy, or close its port at the network edge.',
    EVIDENCE,
    'Remove the proxy, or make it enforce client certificates: in nginx ssl_verify_client on; "optional" enforces nothing. Let it reach the engine over a Unix socket.',
    VERIFY,
    MISUSE,
  ],
});

export const ENGINE_TEXTS: Readonly<Record<string, Text>> = {
  'engine-open-plaintext': plaintext,
  'engine-open-plaintext/rootless': vary(plaintext, ROOTLESS),
  'engine-open-plaintext/podman': vary(plaintext, { ...PODMAN, title: 'Podman API open to everyone, in plain text' }),
  'engine-open-plaintext/desktop': vary(plaintext, DESKTOP),
  'engine-open-plaintext/windows': vary(plaintext, WINDOWS),
  'engine-open-plaintext/swarm-classic': vary(plaintext, SWARM),
  'engine-open-plaintext/balena': vary(plaintext, BALENA),
  'engine-open-tls': tls,
  'engine-open-tls/rootless': vary(tls, ROOTLESS),
  'engine-open-tls/podman': vary(tls, { ...PODMAN, title: 'Podman API open to everyone, over TLS' }),
  'engine-open-tls/desktop': vary(tls, DESKTOP),
  'engine-open-tls/windows': vary(tls, { follows: WINDOWS.follows }),
  'engine-open-tls/swarm-classic': vary(tls, SWARM),
  'engine-open-tls/balena': vary(tls, BALENA),
  'engine-open-proxied': proxied,
  'engine-open-proxied/rootless': vary(proxied, ROOTLESS),
  'engine-open-proxied/podman': vary(proxied, {
    follows: PODMAN.follows,
    title: 'Podman API open to everyone, through a proxy',
  }),
  'engine-open-proxied/desktop': vary(proxied, {
    meaning: "A proxy passes requests on to a workstation's Docker Desktop and asks nobody who they are.",
  }),
  'engine-open-proxied/windows': vary(proxied, { follows: WINDOWS.follows }),
  'engine-open-proxied/swarm-classic': vary(proxied, { title: SWARM.title, follows: SWARM.follows }),
  'engine-open-proxied/balena': vary(proxied, { title: BALENA.title }),
  'engine-filtered': filtered,
  'engine-authz-denied': {
    title: 'Engine on the network, held back by an authorisation plug-in alone',
    meaning: 'An engine is reachable without transport authentication, and a plug-in refused the request.',
    proved:
      'The refusal came from an authorisation plug-in of the engine. No password or certificate had been asked for.',
    follows: 'Everything rests on the plug-in. Such plug-ins have been bypassed: CVE-2024-41110 and CVE-2026-34040.',
    notTested: 'What the plug-in lets through, and whether this release has those faults.',
    summary: 'Close the port, then put client certificates in front: a plug-in authorises, it does not authenticate.',
    remediation: [
      CONTAIN,
      EVIDENCE,
      MTLS,
      'Update the engine past CVE-2024-41110 and CVE-2026-34040, or check the changelog of your distribution for them.',
      VERIFY,
      MISUSE,
    ],
  },
  'engine-authz-broken': {
    title: 'Engine on the network, closed by the failure of its plug-in',
    meaning:
      'An engine is reachable without transport authentication and refuses because its authorisation plug-in does not work.',
    proved: 'The engine reported that its authorisation plug-in failed.',
    follows: 'It is closed by accident: once somebody removes the plug-in, the API is open to everyone.',
    notTested: 'Every other path, and what the plug-in would allow if it worked.',
    summary: 'Close the port first; repair or remove the plug-in only afterwards.',
    remediation: [
      CONTAIN,
      EVIDENCE,
      'Repair the plug-in only once the port is closed: removing it opens the API.',
      MTLS,
      VERIFY,
      MISUSE,
    ],
  },
  'engine-refused': {
    title: 'Engine on the network, known by its own refusal',
    meaning: 'An engine is reachable without transport authentication and refused this one request in its own words.',
    proved: "The refusal has an engine's form. No password or certificate had been asked for.",
    follows: 'Other requests may well be answered: treat it as open until shown otherwise.',
    notTested: 'Every other path.',
    summary: 'Treat it as open: close the port, then remove the TCP listener or require client certificates.',
    remediation: [CONTAIN, EVIDENCE, REPLACE, MTLS, VERIFY, MISUSE],
  },
  'engine-mtls': {
    title: 'Probably an engine, protected by client certificates',
    meaning: 'A TLS service demands a client certificate, and it looks like a protected engine: the wanted state.',
    proved: 'A client without a certificate was refused.',
    follows:
      "Consistent with a protected Docker or Podman API. Port, TLS alert and Go's own words agree; other Go services look the same.",
    notTested:
      'Which product it is, which CA it trusts, and who holds client keys. Engines before 17.06 also accept any public CA (CVE-2018-12608).',
    summary: 'No exposure seen. Check who holds client keys, when certificates expire, and who can reach the port.',
    remediation: [
      'Keep client keys like root passwords, with short lives.',
      'Restrict who can reach the port.',
      'Watch the expiry of the certificates.',
    ],
  },
};
