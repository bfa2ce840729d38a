/** Components that an engine lists in its answer. Versions are those that its release pins; commits have the form of the time. */

export interface ListedComponent {
  Name: string;
  Version: string;
  Details: Readonly<Record<string, string>>;
}

type Build = readonly [version: string, commit: string];

export function parts(containerd: Build, runc: Build, init: Build = ['0.19.0', 'de40ad0']): ListedComponent[] {
  return [part('containerd', containerd), part('runc', runc), part('docker-init', init)];
}

function part(name: string, [version, commit]: Build): ListedComponent {
  return { Name: name, Version: version, Details: { GitCommit: commit } };
}

/** Components of a rootless daemon. */
export const ROOTLESS: readonly ListedComponent[] = [
  {
    Name: 'rootlesskit',
    Version: '2.0.0',
    Details: {
      ApiVersion: '1.1.1',
      NetworkDriver: 'slirp4netns',
      PortDriver: 'builtin',
      StateDir: '/run/user/1000/dockerd-rootless',
    },
  },
  { Name: 'slirp4netns', Version: '1.2.0', Details: { GitCommit: '656041d' } },
];
