/** Faults of containerd. Ranges as the Go vulnerability database gives them. */

import { type AdvisoryEntry, type AdvisoryRow, listed, type Range } from './advisory-data.ts';

const CRI = "Only where containerd's Kubernetes interface (CRI) is on, which Docker's own keeps off by default: ";
const MAY_2026: Range[] = [
  { from: '1.7.0', before: '1.7.33' },
  { from: '2.0.0', before: '2.0.10' },
  { from: '2.1.0', before: '2.1.9' },
  { from: '2.2.0', before: '2.2.5' },
  { from: '2.3.0', before: '2.3.2' },
];
const NOV_2025: Range[] = [
  { before: '1.7.29' },
  { from: '2.0.0-beta.0', before: '2.0.7' },
  { from: '2.1.0-beta.0', before: '2.1.5' },
  { from: '2.2.0-beta.0', before: '2.2.0' },
];

const CONTAINERD: readonly AdvisoryRow[] = [
  ['CVE-2020-15157', 'GO-2022-0803', 'Credentials can leak while an image is pulled.', [{ before: '1.2.14' }]],
  [
    'CVE-2020-15257',
    'GO-2022-0784',
    "A container in the host's network reaches the interface of the shim.",
    [{ before: '1.3.9' }, { from: '1.4.0', before: '1.4.3' }],
  ],
  [
    'CVE-2021-32760',
    'GO-2022-0921',
    'Unpacking an image can change modes of files outside.',
    [{ before: '1.4.8' }, { from: '1.5.0', before: '1.5.4' }],
  ],
  [
    'CVE-2021-41103',
    'GO-2022-0938',
    'Every user of the host may enter folders of plug-ins.',
    [{ before: '1.4.11' }, { from: '1.5.0', before: '1.5.7' }],
  ],
  [
    'CVE-2021-43816',
    'GO-2022-0278',
    'With SELinux, an unprivileged pod can get round its confinement.',
    [{ from: '1.5.0', before: '1.5.9' }],
  ],
  [
    'GHSA-5j5w-g665-5m35',
    'GO-2022-0360',
    'An image manifest can be read in two ways.',
    [{ before: '1.4.12' }, { from: '1.5.0', before: '1.5.8' }],
  ],
  [
    'GHSA-c9cp-9c75-9v8c',
    'GO-2024-2846',
    'Containers start with inheritable capabilities.',
    [{ before: '1.5.11' }, { from: '1.6.0', before: '1.6.2' }],
  ],
  [
    'GHSA-7ww5-4wqc-m92c',
    'GO-2023-2412',
    'Containers can read power counters of the machine.',
    [{ before: '1.6.26' }, { from: '1.7.0', before: '1.7.11' }],
  ],
  [
    'CVE-2022-23648',
    'GO-2022-0344',
    `${CRI}an image can read files of the host.`,
    [{ before: '1.4.13' }, { from: '1.5.0', before: '1.5.10' }, { from: '1.6.0', before: '1.6.1' }],
  ],
  [
    'CVE-2022-31030',
    'GO-2022-0482',
    `${CRI}a command can use up the memory of the host.`,
    [{ before: '1.5.13' }, { from: '1.6.0', before: '1.6.6' }],
  ],
  [
    'CVE-2022-23471',
    'GO-2022-1147',
    `${CRI}a terminal can use up the memory of the host.`,
    [{ before: '1.5.16' }, { from: '1.6.0', before: '1.6.12' }],
  ],
  [
    'CVE-2023-25153',
    'GO-2023-1573',
    'Importing an image can use up the memory.',
    [{ before: '1.5.18' }, { from: '1.6.0', before: '1.6.18' }],
  ],
  [
    'CVE-2023-25173',
    'GO-2023-1574',
    'Supplementary groups of a container are set up wrongly.',
    [{ before: '1.5.18' }, { from: '1.6.0', before: '1.6.18' }],
  ],
  [
    'CVE-2024-40635',
    'GO-2025-3528',
    'A container with a very large user id runs as root.',
    [{ before: '1.6.38' }, { from: '1.7.0-beta.0', before: '1.7.27' }, { from: '2.0.0-beta.0', before: '2.0.4' }],
  ],
  ['CVE-2024-25621', 'GO-2025-4100', 'Every user of the host may enter folders of containerd.', NOV_2025],
  ['CVE-2025-64329', 'GO-2025-4108', `${CRI}attaching can use up the memory of the host.`, NOV_2025],
  [
    'CVE-2025-47290',
    'GO-2025-3699',
    'Pulling an image can reach files of the host.',
    [{ from: '2.1.0', before: '2.1.1' }],
  ],
  [
    'CVE-2025-47291',
    'GO-2025-3701',
    'Pods in user namespaces get the wrong control group.',
    [{ from: '2.0.1', before: '2.0.5' }],
  ],
  [
    'CVE-2026-46680',
    'GO-2026-5378',
    'An image gets round the rule that it must not run as root.',
    [
      { from: '1.7.27', before: '1.7.32' },
      { from: '2.0.4', before: '2.0.9' },
      { from: '2.1.0-beta.0', before: '2.2.4' },
      { from: '2.3.0-beta.0', before: '2.3.1' },
    ],
  ],
  ['CVE-2026-47262', 'GO-2026-5475', 'An image can stop the runtime.', MAY_2026],
  ['CVE-2026-53488', 'GO-2026-5758', `${CRI}pulling an image can run a command as root.`, MAY_2026],
  ['CVE-2026-50195', 'GO-2026-5338', `${CRI}restoring a checkpoint can move names of images.`, MAY_2026.slice(2)],
  ['CVE-2026-53489', 'GO-2026-5622', `${CRI}restoring a checkpoint can read files of the host.`, MAY_2026.slice(2)],
  ['CVE-2026-53492', 'GO-2026-5064', `${CRI}restoring a checkpoint can smuggle in devices.`, MAY_2026.slice(2)],
];

export const CONTAINERD_ADVISORIES: readonly AdvisoryEntry[] = listed('containerd', CONTAINERD);
