/** Advice on containment, done in minutes: nobody new gets in; reversible, touches no container, keeps the evidence. */

import { type Advice, type AdviceStep, lines } from './advice.ts';
import type { Cloud, HostCase } from './host.ts';

const nft = ({ ports }: HostCase): readonly string[] => {
  const set = `{ ${ports.join(', ')} }`;
  return [
    'nft add table inet seawall',
    "nft add chain inet seawall input '{ type filter hook input priority -10; policy accept; }'",
    `nft add rule inet seawall input iifname != lo tcp dport '${set}' ip saddr != ADMIN_NET drop`,
    `nft add rule inet seawall input iifname != lo tcp dport '${set}' meta nfproto ipv6 drop`,
  ];
};

const iptables = ({ ports }: HostCase): readonly string[] => [
  `iptables -I INPUT ! -i lo -p tcp -m multiport --dports ${ports.join(',')} ! -s ADMIN_NET -j DROP`,
  `ip6tables -I INPUT ! -i lo -p tcp -m multiport --dports ${ports.join(',')} -j DROP`,
];

const dockerUser = ({ ports }: HostCase): readonly string[] =>
  ports.map(
    (port) => `iptables -I DOCKER-USER -i EXT_IF -p tcp -m conntrack --ctorigdstport ${port} ! -s ADMIN_NET -j DROP`,
  );

/** In place of the engine's own listener, a container may hold the port. */
const RELAY: AdviceStep = {
  text: 'If a container publishes the port instead (`docker ps` shows it, `ss -ltnp` shows `docker-proxy`), rules on INPUT do not see it: its traffic is forwarded. The rule belongs in DOCKER-USER, or the port must be published on 127.0.0.1 alone.',
  commands: dockerUser,
};

const linux: Advice = {
  title: 'On the host: the firewall that really covers this listener',
  when: ({ system }) => system === 'linux',
  steps: [
    {
      text: "dockerd's own listener is a process of the host, so its traffic passes INPUT. With nftables, in a table of its own, which is easy to take away again (`nft delete table inet seawall`). Both families are closed; replace `ADMIN_NET` by the IPv4 network that may still come in.",
      commands: nft,
    },
    { text: 'Or with iptables, and never without ip6tables:', commands: iptables },
    {
      text: 'Or with ufw, at the top, since earlier rules win. It does not affect published ports of containers.',
      commands: ({ ports }) => [`ufw insert 1 deny proto tcp from any to any port ${ports.join(',')}`],
    },
    {
      text: 'Or with firewalld, for now and for good, without a reload:',
      commands: ({ ports }) =>
        ports.flatMap((port) => [
          `firewall-cmd --zone=public --remove-port=${port}/tcp`,
          `firewall-cmd --permanent --zone=public --remove-port=${port}/tcp`,
        ]),
    },
    RELAY,
    {
      text: 'Rules typed in by hand are gone after the next start of the machine: do not let the lasting repair wait for it. A rule that lets established connections pass does not end the session of somebody who is already in: list them first.',
      commands: ({ ports }) => ports.map((port) => `ss -tnp 'sport = :${port}'`),
    },
  ],
  source:
    'ufw-docker README and moby issue 4737 (forwarded against local traffic); the nftables and iptables lines are run in the tests of Seawall.',
};

const firewalld: Advice = {
  title: 'Do not reload firewalld on this release',
  when: (host) => host.firewalld,
  steps: [
    {
      text: 'By its version this engine may have CVE-2025-54388 or CVE-2025-54410: a reload of firewalld makes published ports reachable, or stops keeping networks apart. Change running and permanent rules separately, as above, and update the engine.',
    },
  ],
  source: 'Go vulnerability database GO-2025-3830, GO-2025-3829.',
};

const CLOUDS: Readonly<Record<Cloud, AdviceStep>> = {
  aws: {
    text: 'AWS: take the rule out of the security group, for IPv4 and, if there is one, for IPv6. A network ACL can be a second layer.',
    commands: ({ ports }) =>
      ports.map(
        (port) =>
          `aws ec2 revoke-security-group-ingress --group-id GROUP --protocol tcp --port ${port} --cidr 0.0.0.0/0`,
      ),
  },
  azure: {
    text: 'Azure: a rule with a lower number wins over the one that lets the port in.',
    commands: ({ ports }) => [
      `az network nsg rule create --resource-group GROUP --nsg-name NSG --name deny-engine --priority 100 --access Deny --direction Inbound --protocol Tcp --destination-port-ranges ${ports.join(' ')}`,
    ],
  },
  gcp: {
    text: 'Google Cloud: delete or narrow the rule that lets the port in.',
    commands: lines('gcloud compute firewall-rules list', 'gcloud compute firewall-rules delete NAME'),
  },
  alibaba: {
    text: 'Alibaba Cloud: take the rule out of the security group.',
    commands: ({ ports }) =>
      ports.map(
        (port) =>
          `aliyun ecs RevokeSecurityGroup --SecurityGroupId GROUP --IpProtocol tcp --PortRange ${port}/${port} --SourceCidrIp 0.0.0.0/0`,
      ),
  },
};

/** One entry per cloud; without a hint, all of them. */
const clouds = (Object.keys(CLOUDS) as Cloud[]).map(
  (cloud): Advice => ({
    title: 'At the edge: the firewall of the cloud',
    when: (host) => host.cloud === cloud,
    steps: [{ text: "The kernel's name suggests which cloud this is; check that it is." }, CLOUDS[cloud]],
    source: "The provider's manual; these lines were not run by us.",
  }),
);

const anyEdge: Advice = {
  title: 'At the edge: router, perimeter firewall, or the firewall of the cloud',
  when: ({ cloud }) => cloud === undefined,
  steps: [
    { text: 'Close the port where the network begins; whoever runs the perimeter can do this for many hosts at once.' },
    ...Object.values(CLOUDS),
  ],
  source: "The providers' manuals; these lines were not run by us.",
};

const windows: Advice = {
  title: 'On the host: Windows firewall',
  when: ({ system }) => system === 'windows',
  steps: [
    {
      text: 'Find the rule that lets the port in and remove it, in an elevated PowerShell.',
      commands: ({ ports }) => [
        `Get-NetFirewallPortFilter | Where-Object LocalPort -in ${ports.join(',')} | Get-NetFirewallRule`,
        'Remove-NetFirewallRule -Name NAME',
      ],
      unchecked: true,
    },
  ],
  source: 'Not looked up.',
};

const swarm: Advice = {
  title: 'Every node of the swarm',
  when: ({ product }) => product === 'swarm-classic',
  steps: [
    { text: 'Close the port of this manager and TCP 2375 of every node behind it: each node has an API of its own.' },
  ],
  source: 'docker/cli docs/deprecated.md (classic Swarm, removed in 23.0).',
};

const proxy: Advice = {
  title: 'In the proxy',
  when: ({ direct }) => !direct,
  steps: [
    {
      text: 'Something stands between the network and the engine. Stop its server block or let it deny everything; if it serves other names too, only this one. If it runs in a container, see DOCKER-USER.',
    },
  ],
  source: 'Tried with nginx and HAProxy before dockerd 20.10.24.',
};

export const CONTAIN: readonly Advice[] = [...clouds, anyEdge, proxy, linux, firewalld, windows, swarm];
