/** English texts of engines that answered, generated: each rule brings how the answer came; the kinds of engine are here. */

import { type RuleTexts, type Text, vary } from '../text.ts';
import { EVIDENCE, MISUSE, MTLS, VERIFY } from './steps.ts';

/** The part of the texts that differs between the rules of open engines. */
export interface OpenKind {
  /** Ends the title. */
  words: string;
  meaning(who: string): string;
  proved: string;
  contain: string;
  fix: readonly string[];
  /** Whether the steps under `fix` concern the engine itself; then the steps of another kind of engine replace them. */
  direct: boolean;
  summary: string;
}

/** A kind of engine: the part of the texts that differs between products and systems. */
interface EngineKind extends Pick<Text, 'follows'>, Partial<Pick<Text, 'severity' | 'cvss' | 'summary'>> {
  /** Begins the title. */
  name: string;
  who: string;
  contain?: string;
  evidence?: string;
  fix?: readonly string[];
}

const UNLESS = 'Unless something filters the other paths, whoever reaches this port can';
const ROOT = `${UNLESS} start a container that mounts the host and so become root on it, as the daemon runs as root by default.`;

const PLAIN: EngineKind = { name: 'Docker Engine API', who: 'A Docker Engine', follows: ROOT };

/** By variant, as `describeEngine` names them. */
const KINDS: Readonly<Record<string, EngineKind>> = {
  rootless: {
    name: 'Rootless Docker Engine API',
    who: 'A rootless Docker Engine',
    severity: 'high',
    cvss: { vector: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H', score: 9.8 },
    follows: `${UNLESS} run programs with the rights of the user who runs the engine: it is rootless, so this is an account, not the whole machine.`,
    fix: [
      'Remove the TCP listener: look in that user\'s systemctl --user cat docker and ~/.config/docker/daemon.json. Clients use SSH instead: docker context create NAME --docker "host=ssh://user@host".',
      MTLS,
    ],
  },
  podman: {
    name: 'Podman API',
    who: "Podman's API service",
    follows: `${UNLESS} run programs as the user who runs the service; as root, that is the whole machine.`,
    summary: 'Close the port at the firewall now; then stop the TCP service and use the Podman socket over SSH.',
    evidence:
      'Keep the evidence: podman ps -a --no-trunc, podman inspect of every container, podman images --digests, and the journal of the service.',
    fix: [
      'Stop and disable the unit that runs "podman system service tcp:...", and enable podman.socket. Remote users: podman system connection add NAME ssh://user@host/path.',
    ],
  },
  desktop: {
    name: 'Docker Desktop or WSL 2 engine',
    who: "An engine whose platform or kernel is Docker Desktop's or WSL 2's, so probably on a workstation,",
    follows: `${UNLESS} start containers in the virtual machine of the engine, with whatever it shares of the workstation's files.`,
    summary:
      'Close the port; turn off "Expose daemon on tcp://localhost:2375 without TLS"; find what opens it to the network.',
    fix: [
      'In Docker Desktop, under General, turn off "Expose daemon on tcp://localhost:2375 without TLS". Setting hosts in daemon.json is not supported there. In WSL 2, remove the TCP listener of dockerd.',
      'That option is for loopback alone, so find out what makes the port reachable: perhaps a port forwarding of the system (on Windows: netsh interface portproxy show all) or a relay program.',
      'Update Docker Desktop to 4.44.3 or later: CVE-2025-9074 lets local containers reach the engine in 4.25 to 4.44.2.',
    ],
  },
  windows: {
    name: 'Docker Engine API on Windows',
    who: 'A Docker Engine on Windows',
    follows: `${UNLESS} run containers on this Windows host with the rights of the engine.`,
    contain: 'Contain now: close TCP 2375 and 2376 at the network edge or in the Windows firewall, for IPv4 and IPv6.',
    fix: [
      'In %programdata%\\docker\\config\\daemon.json let "hosts" name the named pipe alone (npipe://), then Restart-Service docker. Look at the command line of the service too, in case it has an -H: sc.exe qc docker.',
      MTLS,
    ],
  },
  'swarm-classic': {
    name: 'Classic Swarm manager',
    who: 'The manager of a standalone (classic) Swarm',
    follows: 'Unless something filters the other paths, one call here can reach every node of the cluster.',
    summary:
      'Close 2375 on the manager and on every node now; then retire classic Swarm, which is no longer maintained.',
    contain: 'Contain now: close the port of the manager, and TCP 2375 of every node behind it.',
    fix: ['Retire classic Swarm: its support was removed upstream. Move to a maintained orchestrator with mutual TLS.'],
  },
  balena: { name: 'balenaEngine API', who: 'A balenaEngine', follows: ROOT },
  compatible: {
    name: "API of Docker's kind from another maker",
    who: "An engine that speaks Docker's API and, by its answer, is not Docker's own",
    follows: `${UNLESS} start containers with the rights of this engine: on its host, its virtual machines or its cluster.`,
    summary: 'Close the port at the firewall now; then take the network listener out of the settings of this engine.',
    fix: [
      "Find out where this product is told to listen, and let it listen on its local socket alone. Docker's own settings (daemon.json) do not apply.",
      'Where it must stay on the network, let it demand client certificates if it can, or put a proxy in front that does.',
    ],
  },
};

/** The texts of one rule for open engines: the verdict itself, and one variant for each kind of engine. */
export function openTexts(open: OpenKind): RuleTexts {
  const base = textOf(open, PLAIN);
  const variants = Object.entries(KINDS).map(([variant, kind]) => [variant, vary(base, textOf(open, kind))] as const);
  return { '': base, ...Object.fromEntries(variants) };
}

function textOf(open: OpenKind, kind: EngineKind): Text {
  const { name, who, follows, severity, cvss, evidence = EVIDENCE } = kind;
  const own = kind.fix ?? [];
  const fix = open.direct && own.length > 0 ? own : [...open.fix, ...(open.direct ? [] : own)];
  return {
    title: `${name} without authentication, ${open.words}`,
    meaning: open.meaning(who),
    proved: open.proved,
    follows,
    notTested:
      'Every other path of the API, and whether anybody has used it. Nothing was changed, and nothing else was asked.',
    summary: (open.direct ? kind.summary : undefined) ?? open.summary,
    remediation: [(open.direct ? kind.contain : undefined) ?? open.contain, evidence, ...fix, VERIFY, MISUSE],
    ...(severity && { severity }),
    ...(cvss && { cvss }),
  };
}
