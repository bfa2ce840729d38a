/**
 * Package revisions of Debian, which fixes faults without changing the version that `/version` shows. For containerd and runc its answer carries the
 * package revision in `GitCommit`; read from the changelogs inside the packages. For the engine itself nothing shows.
 */
export interface PackageFix {
  component: 'containerd' | 'runc';
  /** The revision up to the number that counts Debian's own updates. */
  revision: string;
  /** From this update on. */
  from: number;
  fixes: readonly string[];
}

export const PACKAGE_FIXES: readonly PackageFix[] = [
  {
    component: 'containerd',
    revision: '1.6.20~ds1-1+deb12u',
    from: 3,
    fixes: ['CVE-2024-25621', 'CVE-2024-40635', 'CVE-2025-64329'],
  },
  { component: 'runc', revision: '1.1.5+ds1-1+deb12u', from: 1, fixes: ['CVE-2024-21626'] },
  {
    component: 'runc',
    revision: '1.0.0~rc93+ds1-5+deb11u',
    from: 5,
    fixes: [
      ...['CVE-2024-21626', 'CVE-2022-29162', 'CVE-2021-43784'],
      ...['CVE-2023-25809', 'CVE-2023-27561', 'CVE-2023-28642'],
    ],
  },
];
