/**
 * Faults of the Docker Engine that its version can be compared with. Scores are as published, and given only where the
 * record was read. Left out, because the answer to `/version` shows nothing of them: BuildKit and the command line.
 */

import type { AdvisoryEntry, Range } from './advisory-data.ts';

const CVE = 'CVE record';
const MOBY = 'moby release tags';
const CHANGELOG = 'moby CHANGELOG';

const before = (release: string): Range[] => [{ before: release }];

function fault(id: string, source: string, meaning: string, ranges: readonly Range[]): AdvisoryEntry {
  return { id, component: 'engine', ranges, meaning, source };
}

/** Fixed in 29.3.1 and, for the line with long support, in 25.0.16; no other line got it. */
const AFTER_29_3: Range[] = [
  { before: '25.0.0', fix: null },
  { from: '25.0.0', before: '25.0.16' },
  { from: '26.0.0', before: '29.3.1' },
];
const AFTER_29_5: Range[] = [
  { before: '25.0.0', fix: null },
  { from: '25.0.0', before: '25.0.17' },
  { from: '26.0.0', before: '29.5.1' },
];

/** Databases also name 19.03.16, 20.10.28, 24.0.10, 26.0.3 and 27.0.4 as fixed: none was ever released. */
const ZERO_LENGTH: Range[] = [
  { from: '19.03.0', before: '20.10.28', fix: null },
  { from: '23.0.0', before: '23.0.15' },
  { from: '24.0.0', before: '24.0.10', fix: null },
  { from: '25.0.0', before: '25.0.6' },
  { from: '26.0.0', before: '26.0.3', fix: null },
  { from: '26.1.0', before: '26.1.5' },
  { from: '27.0.0', before: '27.0.4', fix: null },
  { from: '27.1.0', before: '27.1.1' },
];

const OVERLAYS: Range[] = [
  { from: '1.12.0', before: '20.10.24' },
  { from: '23.0.0', before: '23.0.3' },
];
const REMAPPED: Range[] = [{ before: '19.03.15' }, { from: '20.10.0', before: '20.10.3' }];

const RECENT: readonly AdvisoryEntry[] = [
  {
    ...fault(
      'CVE-2024-41110',
      `${CVE}; GO-2024-3005; ${MOBY}`,
      'A request that claims an empty body reaches the authorisation plug-in without its body: protection by a plug-in alone is void.',
      ZERO_LENGTH,
    ),
    cvss: { score: 10, vector: 'AV:N/AC:L/PR:L/UI:N/S:C/C:H/I:H/A:H', system: 'CVSS 3' },
    notCommercial: true,
  },
  {
    ...fault(
      'CVE-2026-34040',
      `${CVE}; GO-2026-4887; ${MOBY}`,
      'A request with a very large body passes the authorisation plug-in unseen: protection by a plug-in alone is void.',
      AFTER_29_3,
    ),
    cvss: { score: 8.8, vector: 'AV:L/AC:L/PR:L/UI:N/S:C/C:H/I:H/A:H', system: 'CVSS 3' },
  },
  {
    ...fault(
      'CVE-2026-33997',
      `${CVE}; GO-2026-4883; ${MOBY}`,
      'The privileges that a plug-in asks for at its installation are compared with an error of one.',
      AFTER_29_3,
    ),
    cvss: { score: 6.8, vector: 'AV:N/AC:H/PR:N/UI:R/S:U/C:H/I:H/A:N', system: 'CVSS 3' },
  },
  {
    ...fault(
      'CVE-2026-41567',
      `${CVE}; GO-2026-5746; ${MOBY}`,
      "Copying a compressed archive into a hostile container runs that container's own decompressor with the rights of the engine.",
      AFTER_29_5,
    ),
    cvss: { score: 7.2, vector: 'AV:L/AC:H/PR:L/UI:R/S:C/C:H/I:H/A:N', system: 'CVSS 3' },
  },
  {
    ...fault(
      'CVE-2026-41568',
      `${CVE}; GO-2026-5668; ${MOBY}`,
      'A race in copying between host and container creates empty files anywhere on the host.',
      AFTER_29_5,
    ),
    cvss: { score: 6.1, vector: 'AV:L/AC:H/PR:L/UI:R/S:C/C:N/I:L/A:H', system: 'CVSS 3' },
  },
  {
    ...fault(
      'CVE-2026-42306',
      `${CVE}; GO-2026-5617; ${MOBY}`,
      'A race in copying between host and container turns a bind mount to another path of the host.',
      AFTER_29_5,
    ),
    cvss: { score: 7.2, vector: 'AV:L/AC:H/PR:L/UI:R/S:C/C:N/I:H/A:H', system: 'CVSS 3' },
  },
  fault(
    'CVE-2025-54388',
    'GO-2025-3830',
    'After firewalld reloads, published ports of containers can be reached from other hosts.',
    [{ from: '28.2.0', before: '28.3.3' }],
  ),
  fault('CVE-2025-54410', 'GO-2025-3829', 'After firewalld reloads, bridge networks are no longer kept apart.', [
    { before: '25.0.13' },
  ]),
  fault('CVE-2024-29018', 'GO-2024-2659', 'Containers on an internal network can send data out in DNS questions.', [
    { from: '25.0.0', before: '25.0.5' },
    { from: '26.0.0-rc1', before: '26.0.0-rc3', fix: '26.0.0' },
  ]),
  fault('CVE-2024-24557', `GO-2024-2512; ${MOBY}`, "The classic builder's cache can be poisoned by a made-up image.", [
    { before: '24.0.9' },
    { from: '25.0.0', before: '25.0.2' },
  ]),
  fault('CVE-2024-32473', 'GO-2024-2737', 'IPv6 stays switched on in networks that were made for IPv4 alone.', [
    { from: '26.0.0', before: '26.0.2' },
  ]),
];

const OLDER: readonly AdvisoryEntry[] = [
  fault('CVE-2024-36620', 'GO-2024-3311', 'Asking for the history of an image can end the engine.', [
    { from: '25.0.0', before: '26.1.0' },
  ]),
  fault('CVE-2024-36621', 'GO-2024-3304', 'A race in the engine.', before('26.0.0')),
  fault('CVE-2024-36623', 'GO-2024-3305', 'A race in the engine.', before('26.0.0')),
  fault('CVE-2023-28840', 'GO-2023-1699', 'Encrypted overlay networks of a swarm accept forged traffic.', OVERLAYS),
  fault('CVE-2023-28841', 'GO-2023-1700', 'Encrypted overlay networks of a swarm may send plain text.', OVERLAYS),
  fault('CVE-2023-28842', 'GO-2023-1701', 'An encrypted overlay with one member accepts forged traffic.', OVERLAYS),
  fault(
    'CVE-2022-36109',
    'GO-2022-0985',
    'Supplementary groups of a container are set up wrongly.',
    before('20.10.18'),
  ),
  fault('CVE-2022-24769', 'GO-2022-0390', 'Containers start with inheritable capabilities.', before('20.10.14')),
  fault('GHSA-vp35-85q5-9f25', 'GO-2022-1107', 'A build can take paths of the host into an image.', before('20.10.20')),
  fault('GHSA-xmmx-7jpf-fx42', 'GO-2024-2914', 'An image manifest can be read in two ways.', before('20.10.11')),
  fault('CVE-2021-41089', 'GO-2024-2913', 'Copying can change the modes of files on the host.', before('20.10.9')),
  fault('CVE-2021-41091', 'GO-2024-2500', "Every user may enter the engine's data folder.", before('20.10.9')),
  fault(
    'CVE-2021-21284',
    `Debian changelog; ${MOBY}`,
    'With remapped users, root in a container can become root.',
    REMAPPED,
  ),
  fault('CVE-2021-21285', `Debian changelog; ${MOBY}`, 'Pulling a malformed image ends the engine.', REMAPPED),
  fault('CVE-2019-14271', 'GO-2024-2521', 'Copying loads code out of the container.', [
    { from: '19.03.0', before: '19.03.1' },
  ]),
  fault('CVE-2019-5736', `${CVE}; ${MOBY}`, "A container can overwrite the host's runc.", [
    { before: '18.06.2' },
    { from: '18.09.0', before: '18.09.2' },
  ]),
  {
    ...fault('CVE-2018-15664', MOBY, 'Copying follows a link that changes meanwhile.', before('18.09.7')),
    uncertain: true,
  },
  {
    ...fault(
      'CVE-2018-12608',
      `${CVE}; moby pull request 33182`,
      'With client certificates demanded, a certificate from any CA that the system trusts is let in: this engine is not protected by them.',
      before('17.06.0'),
    ),
    notWindows: true,
  },
  fault('CVE-2016-9962', CHANGELOG, 'A process that enters a container can be traced from inside it.', [
    { from: '1.11.0', before: '1.12.6' },
  ]),
  fault('CVE-2016-8867', CHANGELOG, 'Containers start with ambient capabilities.', [
    { from: '1.12.2', before: '1.12.3' },
  ]),
  fault('CVE-2015-3627', 'GO-2022-0649', 'A link in an image leads out of the container.', before('1.6.1')),
  fault('CVE-2015-3629', 'GO-2022-0647', 'A link lets a container write files of the host.', [
    { from: '1.6.0', before: '1.6.1' },
  ]),
  fault('CVE-2015-3630', 'GO-2022-0638', 'Information of the host shows inside containers.', [
    { from: '1.6.0', before: '1.6.1' },
  ]),
  fault('CVE-2015-3631', 'GO-2022-0708', 'A container can override files of the host.', before('1.6.1')),
  fault('CVE-2014-8178', CHANGELOG, 'An image can pass for another one.', before('1.8.3')),
  fault('CVE-2014-8179', CHANGELOG, 'An image can pass for another one.', before('1.8.3')),
  fault('CVE-2014-9356', 'GO-2022-0751', 'Paths in an archive lead out of its folder.', before('1.3.3')),
  fault('CVE-2014-9357', 'GO-2022-0640', 'An archive can run code on the host.', before('1.3.3')),
  fault('CVE-2014-9358', 'GO-2022-0705', 'Names of images lead out of their folder.', before('1.3.2')),
  fault('CVE-2014-6407', 'GO-2022-0630', 'An image can run code on the host.', before('1.3.2')),
  fault('CVE-2014-6408', 'GO-2022-0625', 'An image can get round access restrictions.', [
    { from: '1.3.0', before: '1.3.2' },
  ]),
  fault(
    'CVE-2014-5277',
    'GO-2022-0636',
    'Somebody between engine and registry can read and change what passes.',
    before('1.3.1'),
  ),
  fault('CVE-2014-3499', `GO-2022-0752; ${CHANGELOG}`, 'Every user of the host may use the socket.', before('1.0.1')),
];

export const ENGINE_ADVISORIES: readonly AdvisoryEntry[] = [
  ...RECENT,
  ...OLDER,
  {
    id: 'CVE-2025-9074',
    component: 'desktop',
    ranges: [{ from: '4.25.0', before: '4.44.3' }],
    meaning:
      "Any local Linux container can reach the engine's API, whatever the settings; not a way in from the network.",
    source: CVE,
    cvss: { score: 9.3, vector: 'AV:L/AC:L/AT:N/PR:N/UI:P/VC:H/VI:H/VA:H/SC:H/SI:H/SA:H', system: 'CVSS 4.0' },
  },
];
