/** Ports on which control planes of containers answer `GET /version`, and the word that scope files ask for them by. */

/** Probed where a scope file names no ports. */
export const DEFAULT_PORTS: readonly number[] = [2375, 2376];

/** Where engines and their swarms listen: what is no engine there is another service, whatever it could be elsewhere. */
const ENGINE_PORTS: readonly number[] = [...DEFAULT_PORTS, 2377, 4243, 4244];

/** The word for all of `CONTROL_PLANE_PORTS` in a scope file. */
export const CONTROL_PLANES = 'control-planes';

/** Engines, and the control planes that the same one request tells. 443 is everybody's, and not among them. */
export const CONTROL_PLANE_PORTS: readonly number[] = [
  ...DEFAULT_PORTS,
  ...[1234, 8125], // BuildKit
  ...[2379, 2380], // etcd, and its peers
  4243, // engines before 0.12
  5000, // registries
  ...[6443, 8080, 8443], // Kubernetes API servers; 8080 without TLS
  8811, // MCP gateways
  ...[9000, 9443, 9001], // Portainer, and its agent
  ...[10250, 10255], // kubelets, and their read-only port
  12434, // Docker Model Runner
];

/** Whether a port was asked for with something else than an engine in mind. */
export function isControlPlanePort(port: number): boolean {
  return !ENGINE_PORTS.includes(port);
}

/** The numbers behind the ports of a scope file, sorted, each once. */
export function portNumbers(ports: typeof CONTROL_PLANES | readonly number[]): number[] {
  return [...new Set(ports === CONTROL_PLANES ? CONTROL_PLANE_PORTS : ports)].sort((a, b) => a - b);
}
