/** Faults of runc. Ranges as the Go vulnerability database gives them. */

import { type AdvisoryEntry, type AdvisoryRow, listed, type Range } from './advisory-data.ts';

const RUNC_2025: Range[] = [
  { before: '1.2.8' },
  { from: '1.3.0-rc.1', before: '1.3.3' },
  { from: '1.4.0-rc.1', before: '1.4.0-rc.3' },
];

const RUNC: readonly AdvisoryRow[] = [
  [
    'CVE-2019-5736',
    'CVE record',
    "A container can overwrite the host's runc.",
    [{ before: '1.0.0-rc7' }],
    { uncertain: true },
  ],
  [
    'CVE-2019-16884',
    'GO-2021-0085',
    'AppArmor and SELinux can be got round with a mount over /proc.',
    [{ before: '1.0.0-rc9' }],
    { uncertain: true },
  ],
  ['CVE-2016-3697', 'GO-2021-0070', 'Privileges can be gained.', [{ before: '0.1.0' }]],
  [
    'CVE-2016-9962',
    'GO-2022-0835',
    'A process that enters a container can be traced from inside it.',
    [{ before: '1.0.0-rc3' }],
  ],
  [
    'CVE-2019-19921',
    'GO-2021-0087',
    'A race while a container is set up.',
    [{ before: '1.0.0-rc10' }],
    { uncertain: true },
  ],
  ['GHSA-g54h-m393-cpwq', 'GO-2022-0396', 'Devices that are not listed are allowed.', [{ before: '1.0.0-rc91' }]],
  [
    'CVE-2021-30465',
    'GO-2022-0914',
    'Mounts can be led out of the container by exchanged links.',
    [{ before: '1.0.0-rc95' }],
  ],
  [
    'CVE-2021-43784',
    'GO-2022-0274',
    'A crafted configuration gets round restrictions on namespaces.',
    [{ from: '1.0.1', before: '1.1.0' }],
    { uncertain: true },
  ],
  ['CVE-2022-29162', 'GO-2022-0452', 'Containers start with inheritable capabilities.', [{ before: '1.1.2' }]],
  [
    'CVE-2023-25809',
    'GO-2023-1682',
    'Without root, control groups of the user can be written from a container.',
    [{ before: '1.1.5' }],
  ],
  [
    'CVE-2023-27561',
    'GO-2023-1627',
    'Restrictions on /proc can be got round.',
    [{ from: '1.0.0-rc95', before: '1.1.5' }],
  ],
  ['CVE-2023-28642', 'GO-2023-1683', 'AppArmor can be got round with a link in place of /proc.', [{ before: '1.1.5' }]],
  [
    'CVE-2024-21626',
    'CVE record; GO-2024-2491',
    "A malicious image, or a command run in a container, reaches the host's files through a descriptor left open.",
    [{ from: '1.0.0-rc93', before: '1.1.12' }],
    { cvss: { score: 8.6, vector: 'AV:L/AC:L/PR:N/UI:R/S:C/C:H/I:H/A:H', system: 'CVSS 3' } },
  ],
  [
    'CVE-2024-45310',
    'GO-2024-3110',
    'A container can create empty files on the host.',
    [{ before: '1.1.14' }, { from: '1.2.0-rc.1', before: '1.2.0-rc.3' }],
  ],
  [
    'CVE-2025-31133',
    'CVE record; GO-2025-4096',
    'The masking of paths can be abused to leave the container.',
    RUNC_2025,
    { cvss: { score: 7.3, system: 'CVSS 4.0' } },
  ],
  [
    'CVE-2025-52565',
    'GO-2025-4097',
    'Races around /dev/console let a container out.',
    [{ from: '1.0.0-rc3', before: '1.2.8' }, ...RUNC_2025.slice(1)],
  ],
  ['CVE-2025-52881', 'GO-2025-4098', 'Writes to /proc can be turned elsewhere, out of the container.', RUNC_2025],
  [
    'CVE-2026-41579',
    'GO-2026-5761',
    'A malicious image with a link as /dev changes a little of the host.',
    [{ before: '1.3.6' }, { from: '1.4.0', before: '1.4.3' }, { from: '1.5.0-rc.1', before: '1.5.0-rc.3' }],
  ],
];

export const RUNC_ADVISORIES: readonly AdvisoryEntry[] = listed('runc', RUNC);
