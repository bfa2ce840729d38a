/** Traces that attackers of open engines are known to leave behind, each with its source. */

export interface Trace {
  look: string;
  why: string;
  source: string;
  /** Read-only lines that help to look. */
  commands?: readonly string[];
}

export const TRACES: readonly Trace[] = [
  {
    look: 'Containers and images that nobody deployed: odd names, or alpine, ubuntu and centos with a shell line as command; created outside the hours of deployments.',
    why: 'Attackers carry their programs in clean base images, which scanners of images do not object to.',
    source: 'Doki (SUSE), Graboid (Trend Micro), Kinsing (Container Journal)',
    commands: [
      "docker ps -a --no-trunc --format '{{.CreatedAt}} {{.Names}} {{.Image}} {{.Command}}'",
      'docker images --digests',
    ],
  },
  {
    look: 'Containers that hold the host: mounts of `/`, `/etc`, `/root` or the socket; `Privileged`; the process or network namespace of the host; added `SYS_ADMIN`; "restart always" on a stranger.',
    why: 'These are how an open API becomes root: TeamPCP mounted the root of the host into privileged containers, the Dero worm restarted always.',
    source: 'catscrdl.io on TeamPCP; securebulletin on the Dero report of Kaspersky',
    commands: [
      "docker ps -aq | xargs -r docker inspect --format '{{.Name}} {{.HostConfig.Privileged}} {{.HostConfig.PidMode}} {{.HostConfig.NetworkMode}} {{.HostConfig.CapAdd}} {{.HostConfig.Binds}} {{.HostConfig.RestartPolicy.Name}}'",
    ],
  },
  {
    look: 'What starts by itself: `/etc/crontab`, `/etc/cron.d`, crontabs of users, systemd units and timers, `/etc/ld.so.preload`, rc files.',
    why: 'A container of an attacked host wrote `/etc/crontab` and `/etc/cron.d` through a mount, and then changed its root to the host.',
    source: 'container of a real victim, published in 2018 (gist of random-robbie)',
    commands: ['find /etc/cron* /var/spool/cron /etc/systemd /etc/ld.so.preload -newermt YYYY-MM-DD -ls'],
  },
  {
    look: 'New lines in `authorized_keys`, new users, new rights in sudoers.',
    why: 'SSH is used to stay and to spread: Kinsing gathers SSH data, CanisterWorm spreads with stolen keys.',
    source: 'Container Journal; catscrdl.io',
  },
  {
    look: 'Firewall rules or cron entries that block 2375, which nobody here has made.',
    why: 'A strain of 2025 shuts the door behind itself each minute, to keep rivals out: from outside the host then looks mended.',
    source: 'Akamai Hunt, September 2025 (all-about-security.de)',
    commands: ['nft list ruleset; iptables-save; ip6tables-save', 'grep -rE "237[56]" /etc/cron* /var/spool/cron'],
  },
  {
    look: 'Scanners (masscan, zgrab), Tor, XMRig, load that nobody explains; `/usr/bin/version.dat` with the text 1.4; processes called `nginx` or `cloud` that are neither.',
    why: 'Worms look for the next open engine; miners are the most common aim. The last two belong to the Dero worm.',
    source: 'securebulletin on the Dero report of Kaspersky',
  },
  {
    look: 'Use of the cloud role of this machine from elsewhere, calls to `169.254.169.254`, and reads of `~/.aws` and `~/.docker/config.json`.',
    why: 'TeamTNT stole keys of AWS, and used Weave Scope as a way back in.',
    source: 'Infosecurity Magazine, 2020',
  },
  {
    look: 'From this host to others: connections to 2375, and SSH with keys that lay here.',
    why: 'Most of what attacks open engines is a worm.',
    source: 'as above',
  },
];

export const VERDICT_ON_MISUSE =
  'Any confirmed trace, or exposure to the Internet without logs that rule it out: rebuild the host from media you trust, and replace everything that the host or its containers could read: registry logins, cloud keys, TLS and SSH keys, secrets of applications, join tokens and CA of a swarm. A container is no boundary against somebody who controlled the engine.';

export const HURRY =
  'Baits for exactly this port were attacked within minutes of their start (Spahn and others, RAID 2023): for an engine that the Internet can reach, assume misuse until the contrary is shown.';
