/** Docker of other builders and in special environments: distributions, vendors, workstations, accounts without root. */

import { parts, ROOTLESS } from './components.ts';
import { engine, type Recent } from './recent.ts';

export const BUILDS: readonly Recent[] = [
  {
    name: 'docker-20.10-debian',
    shows: 'Docker 20.10 built by Debian',
    engine: engine({
      version: '20.10.24+dfsg1',
      api: '1.41',
      min: '1.12',
      go: 'go1.19.8',
      commit: '5d6db84',
      built: '2026-05-07T10:05:00.000000000+00:00',
      platform: '',
      // Debian writes the revision of its package where others write a commit.
      beside: parts(['1.6.20~ds1', '1.6.20~ds1-1+deb12u3'], ['1.1.5+ds1', '1.1.5+ds1-1+deb12u1'], ['0.19.0', '']),
    }),
  },
  {
    name: 'docker-20.10-azure',
    shows: 'Docker 20.10 built for Azure',
    engine: engine({
      version: '20.10.25+azure',
      api: '1.41',
      min: '1.12',
      go: 'go1.19.9',
      commit: '5df983c7d',
      built: '2023-05-05T18:39:31.000000000+00:00',
      platform: '',
      beside: parts(['1.6.20', '2806fc1'], ['1.1.5', 'v1.1.5-0-gf19387a']),
    }),
  },
  {
    name: 'docker-dev',
    shows: 'a development build: no release number',
    engine: engine({
      version: 'dev',
      api: '1.52',
      min: '1.44',
      go: 'go1.25.4',
      commit: 'HEAD',
      built: '',
      platform: '',
      beside: parts(['2.2.0', '1c4457e'], ['1.3.3', 'v1.3.3-0-gd842d77']),
    }),
  },
  {
    // Its name for the platform is from hearsay.
    name: 'docker-mirantis',
    shows: 'Mirantis Container Runtime 23.0',
    engine: engine({
      version: '23.0.18',
      api: '1.42',
      min: '1.12',
      go: 'go1.23.8',
      commit: 'f1e0a3b',
      built: '2025-05-15T12:00:00.000000000+00:00',
      platform: 'Mirantis Container Runtime',
      beside: parts(['1.6.38', 'd2a1e0f'], ['1.1.12', 'v1.1.12-0-g51d5e94']),
    }),
  },
  {
    name: 'docker-24-rootless',
    shows: 'rootless Docker 24.0: an account, not root',
    engine: engine({
      version: '24.0.9',
      api: '1.43',
      min: '1.12',
      go: 'go1.20.13',
      commit: 'fca702d',
      built: '2024-02-01T00:48:39.000000000+00:00',
      beside: [...parts(['1.7.13', '7c3aca7'], ['1.1.12', 'v1.1.12-0-g51d5e94']), ...ROOTLESS],
    }),
    severity: 'high',
  },
  {
    name: 'docker-desktop',
    shows: 'Docker Desktop on a workstation',
    engine: engine({
      version: '28.3.2',
      api: '1.51',
      min: '1.24',
      go: 'go1.24.5',
      commit: 'e77ff99',
      built: '2025-07-09T16:13:55.000000000+00:00',
      platform: 'Docker Desktop 4.43.2 (199162)',
      kernel: '6.10.14-linuxkit',
      beside: parts(['1.7.27', '05044ec'], ['1.2.6', 'v1.2.6-0-ge89a299']),
    }),
  },
  {
    name: 'docker-windows',
    shows: 'engine on Windows',
    engine: engine({
      version: '28.5.2',
      api: '1.51',
      min: '1.24',
      go: 'go1.24.9',
      commit: '89c5e8f',
      built: '2025-11-05T14:43:00.000000000+00:00',
      os: 'windows',
      kernel: '10.0 20348 (20348.1.amd64fre.fe_release.210507-1500)',
      beside: [],
    }),
  },
];
