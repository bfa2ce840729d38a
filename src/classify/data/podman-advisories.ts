/** Faults of Podman that its version shows. Ranges as the Go vulnerability database gives them. */

import { type AdvisoryEntry, type AdvisoryRow, listed } from './advisory-data.ts';

const PODMAN: readonly AdvisoryRow[] = [
  ['CVE-2026-55686', 'GO-2026-5568', 'A link as working folder leads out of the container.', [{ before: '5.7.1' }]],
  [
    'CVE-2026-33414',
    'GO-2026-5421',
    'Podman machine on Hyper-V runs commands out of its input.',
    [{ from: '4.8.0', before: '5.8.2' }],
  ],
  ['CVE-2025-9566', 'GO-2025-3935', 'With kube play, links lead out of its folder.', [{ before: '5.6.1' }]],
  ['CVE-2024-9407', 'GO-2024-3169', 'What a build is given is not checked.', [{ before: '5.2.4' }]],
  ['CVE-2025-6032', 'GO-2025-3777', 'Podman machine does not verify TLS.', [{ from: '4.8.0', before: '5.5.2' }]],
  ['CVE-2022-4122', 'GO-2022-1151', 'A build follows links.', [{ before: '4.5.0' }]],
  ['CVE-2019-18466', 'GO-2023-1942', 'Copying follows links.', [{ before: '1.6.0' }]],
  ['CVE-2019-10152', 'GO-2023-1927', 'Paths lead out of their folder, to read and to write.', [{ before: '1.4.0' }]],
  ['CVE-2018-10856', 'GO-2023-1962', 'Containers run with more privileges than they should.', [{ before: '0.6.1' }]],
  ['CVE-2023-0778', 'GO-2023-1681', 'A race between a check and what it allowed.', [{ before: '4.4.2' }]],
  ['CVE-2022-27649', 'GO-2022-0416', 'Containers start with inheritable capabilities.', [{ before: '4.0.3' }]],
  [
    'CVE-2021-4024',
    'GO-2022-0281',
    'An origin is not checked, and sensitive information shows.',
    [{ before: '3.4.3' }],
  ],
];

export const PODMAN_ADVISORIES: readonly AdvisoryEntry[] = listed('podman', PODMAN);
