/** Catalogue entries that rules name. CIS ids move between editions, so the edition is part of the id. */

import type { Reference } from '../domain/explanation.ts';

export const CIS_TLS: Reference = { id: 'CIS Docker 1.6.0 2.7', title: 'TLS authentication for the Docker daemon' };
export const CIS_AUTHORIZATION: Reference = {
  id: 'CIS Docker 1.6.0 2.12',
  title: 'Authorization for Docker client commands',
};
const CIS_ACCESS: Reference = {
  id: 'CIS Docker 1.6.0 1.1.2',
  title: 'Only trusted users control the Docker daemon',
};
export const CWE_306: Reference = {
  id: 'CWE-306',
  title: 'Missing Authentication for Critical Function',
  url: 'https://cwe.mitre.org/data/definitions/306.html',
};
export const CWE_319: Reference = {
  id: 'CWE-319',
  title: 'Cleartext Transmission of Sensitive Information',
  url: 'https://cwe.mitre.org/data/definitions/319.html',
};
export const CWE_668: Reference = {
  id: 'CWE-668',
  title: 'Exposure of Resource to Wrong Sphere',
  url: 'https://cwe.mitre.org/data/definitions/668.html',
};
const T1610: Reference = {
  id: 'T1610',
  title: 'MITRE ATT&CK: Deploy Container',
  url: 'https://attack.mitre.org/techniques/T1610/',
};
export const T1133: Reference = {
  id: 'T1133',
  title: 'MITRE ATT&CK: External Remote Services',
  url: 'https://attack.mitre.org/techniques/T1133/',
};

/** An engine's API within reach of the network, without authentication. */
export const OPEN_ENGINE: readonly Reference[] = [CIS_TLS, CIS_ACCESS, CWE_306, T1610, T1133];
export const OPEN_ENGINE_CVSS = { vector: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:C/C:H/I:H/A:H', score: 10 };
/** Only the version answer is known to be readable. */
export const VERSION_ONLY_CVSS = { vector: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:L/I:N/A:N', score: 5.3 };
