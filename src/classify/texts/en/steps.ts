/** Steps that several texts share. Commands and places are those of the vendors' documentation. */

export const CONTAIN =
  'Contain now: close TCP 2375 and 2376 at the network edge or in the host firewall, for IPv4 and IPv6. A listener of dockerd itself is reached through INPUT; one published by a container bypasses it, and the rule belongs in DOCKER-USER.';
export const EVIDENCE =
  'Keep the evidence before anything is restarted: docker ps -a --no-trunc, docker inspect of every container, docker images --digests, the journal of the daemon, and the firewall log.';
export const REPLACE =
  'Remove the TCP listener: look in systemctl cat docker, /etc/docker/daemon.json (hosts), /etc/default/docker and docker.socket. Clients use SSH instead: docker context create NAME --docker "host=ssh://user@host".';
export const MTLS =
  'Where TCP must stay: listen on one private address, port 2376, with tlsverify, tlscacert, tlscert and tlskey, and a CA that issues nothing else.';
export const VERIFY =
  'Verify from outside, not sooner than 60 seconds after a restart and twice, from the same vantage point that found it: the port must refuse, or ask for a client certificate.';
export const MISUSE =
  'Look for misuse: containers or images that nobody deployed, mounts of / or the socket, privileged containers, new cron entries, SSH keys, and firewall rules that block 2375. A port that closed by itself is no proof of a repair.';
