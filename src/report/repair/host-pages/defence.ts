/** Layers of defence between a container and its host, worth having once the API is closed. */

export interface Layer {
  name: string;
  limits: string;
  state: string;
  reference: string;
}

/** The sentence that belongs above this list in every report. */
export const BYPASS =
  'All of these protect the host from a container. None of them protects it from somebody who reaches the API: the caller of the API says which of them apply to the container it starts.';

export const LAYERS: readonly Layer[] = [
  {
    name: 'Capabilities',
    limits: 'Root in a container is not all of root. The default set is small: drop all, add back what is needed.',
    state: 'Whoever holds the API asks for a privileged container instead.',
    reference: 'CIS Docker 1.6.0 5.4, 5.5',
  },
  {
    name: 'SELinux, AppArmor',
    limits: 'Confine the processes of a container on the host.',
    state:
      'On by default on RHEL and Fedora (SELinux), Debian and Ubuntu (AppArmor). `privileged` and `label=disable` switch them off.',
    reference: 'CIS Docker 1.6.0 5.2, 5.3',
  },
  {
    name: 'seccomp',
    limits: 'Takes dangerous system calls away; the default profile is active.',
    state:
      'Check that no container runs `unconfined`. Since 29.5.0 the default profile also refuses `AF_ALG` sockets (CVE-2026-31431).',
    reference: 'CIS Docker 1.6.0 2.17, 5.22; moby log',
  },
  {
    name: 'User namespaces, rootless engine',
    limits: 'Root in a container is nobody special on the host.',
    state:
      'The strongest cheap measure against escapes. With `userns-remap`, release 29.0 has the containerd image store off. A rootless engine gives away an account, not the machine.',
    reference: 'CIS Docker 1.6.0 2.1, 2.9; release notes 29.0',
  },
  {
    name: 'A virtual machine per tenant',
    limits: 'A kernel of its own: gVisor, Kata Containers, Firecracker, or plainly one machine each.',
    state: 'The only adequate boundary between tenants who distrust one another.',
    reference: 'NIST SP 800-190 3.5.2',
  },
  {
    name: 'Scanning of images',
    limits:
      'Finds known bad content before it runs. Scan in the pipeline and in the registry, and again as advisories appear.',
    state: 'Does not see what a clean image downloads later: Doki and Kinsing came that way.',
    reference: 'CIS Docker 1.6.0 4.4',
  },
  {
    name: 'Signing of images',
    limits: 'Only images of publishers you chose.',
    state:
      'Docker Content Trust was removed from the Docker command line in 29.0; Sigstore cosign or Notation with a policy at admission take its place.',
    reference: 'CIS Docker 1.6.0 4.5, 4.12; release notes 29.0',
  },
  {
    name: 'Read-only root, no new privileges, limits',
    limits: 'Keep the damage of one container small.',
    state: 'The defaults are still permissive.',
    reference: 'CIS Docker 1.6.0 2.14, 5.11 to 5.13, 5.26, 5.29',
  },
];
