/** A small network of its own for one command: loopback, and a router that refuses, swallows, or has no way on. */

import { execFile, spawnSync } from 'node:child_process';
import { promisify } from 'node:util';

/** `10.9.1.0/30` is refused by the router, `10.9.2.0/30` swallowed, and to `10.9.3.0/30` there is no route at all. */
const SCRIPT = `
set -e
ip link set lo up
unshare -n sleep 60 &
router=$!
trap 'kill $router' EXIT
until [ "$(readlink /proc/$router/ns/net)" != "$(readlink /proc/self/ns/net)" ]; do sleep 0.05; done
ip link add name v0 type veth peer name v1 netns $router
ip address add 10.9.0.1/30 dev v0
ip link set v0 up
nsenter -t $router -n sh -ec '
  ip address add 10.9.0.2/30 dev v1
  ip link set v1 up
  echo 1 >/proc/sys/net/ipv4/ip_forward
  echo 0 >/proc/sys/net/ipv4/icmp_ratelimit
  ip route add unreachable 10.9.1.0/30
  ip route add blackhole 10.9.2.0/30
'
ip route add 10.9.1.0/30 via 10.9.0.2
ip route add 10.9.2.0/30 via 10.9.0.2
"$@"
`;

const UNSHARE = [...(process.getuid?.() === 0 ? [] : ['--user', '--map-root-user']), '--net', '--mount'];

/** Why such a network cannot be made here, or undefined. */
export function whyNoNetwork(): string | undefined {
  const { status, stderr, error } = spawnSync('unshare', [...UNSHARE, 'sh', '-c', SCRIPT, 'sh', 'true'], {
    encoding: 'utf8',
    timeout: 10_000,
  });
  return status === 0 ? undefined : `no network of our own: ${error?.message ?? stderr.trim()}`;
}

/** Runs a shell script in a new network, for a minute at most. Rejects if it fails. */
export async function runInNetwork(script: string): Promise<{ stdout: string; stderr: string }> {
  const args = [...UNSHARE, 'sh', '-c', SCRIPT, 'sh', 'sh', '-c', script];
  return await promisify(execFile)('unshare', args, { encoding: 'utf8', timeout: 60_000 });
}
