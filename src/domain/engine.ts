/** Facts of an engine, from its answer. */

/** The product that answered; empty where nothing identified it. */
export const PRODUCTS = [
  '',
  'docker',
  'podman',
  'balena',
  'swarm-classic',
  // Other makers of the same API: their versions are not Docker's.
  'moby',
  'ucp',
  'pouch',
  'finch',
  'nerdctld',
  'socktainer',
  'triton',
  'vic',
  'kubedock',
  'etcd',
  'kubernetes',
  'registry',
  'portainer',
  'portainer-agent',
  'kubelet',
  'model-runner',
  'mcp-gateway',
  'buildkit',
  'ssh',
  'ftp',
  'redis',
  'memcached',
  'echo',
] as const;
export type Product = (typeof PRODUCTS)[number];

/** Facts of an engine, from its answer. Every text is bounded and free of control characters. */
export interface EngineFacts {
  product: Product;
  version: string;
  apiVersion: string;
  minApiVersion: string;
  os: string;
  arch: string;
  platform: string;
  gitCommit: string;
  goVersion: string;
  kernelVersion: string;
  buildTime: string;
  rootless: boolean;
  components: { name: string; version: string; details: Record<string, string> }[];
  /** Keys of the answer that are not known to us, as bounded text. */
  other: Record<string, string>;
}

/** Members of an engine's answer that say something of it, in its own spelling. */
export const ENGINE_MEMBERS: ReadonlySet<string> = new Set([
  ...['Version', 'ApiVersion', 'MinAPIVersion', 'GitCommit', 'GoVersion', 'Os', 'Arch', 'KernelVersion', 'BuildTime'],
  ...['Components', 'Platform'],
]);

/** All members that are read as facts. */
export const ENGINE_KEYS: ReadonlySet<string> = new Set([...ENGINE_MEMBERS, 'APIVersion', 'Experimental']);
