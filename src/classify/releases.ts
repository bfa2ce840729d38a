/** Docker Engine release lines, read from the tags of the Moby repository up to 29.7.2 of August 2026. */

export interface Release {
  /** Day of the line's first tag. */
  since: string;
  /** Lowest and highest `ApiVersion` of the line's releases: the number after `1.` */
  api: readonly [lowest: number, highest: number];
  /** Go releases that the project's own builds used: the number after `1.` */
  go?: readonly [oldest: number, newest: number];
}

const RELEASES: Readonly<Record<string, Release>> = {
  '1.0': { since: '2014-06-09', api: [12, 12] },
  '1.1': { since: '2014-07-03', api: [13, 13] },
  '1.2': { since: '2014-08-21', api: [14, 14] },
  '1.3': { since: '2014-10-16', api: [15, 15] },
  '1.4': { since: '2014-12-11', api: [16, 16] },
  '1.5': { since: '2015-02-10', api: [17, 17], go: [4, 4] },
  '1.6': { since: '2015-04-16', api: [18, 18], go: [4, 4] },
  '1.7': { since: '2015-06-18', api: [19, 19], go: [4, 4] },
  '1.8': { since: '2015-08-11', api: [20, 20], go: [4, 4] },
  '1.9': { since: '2015-11-03', api: [21, 21], go: [4, 4] },
  '1.10': { since: '2016-02-04', api: [22, 22], go: [5, 5] },
  '1.11': { since: '2016-04-13', api: [23, 23], go: [5, 5] },
  '1.12': { since: '2016-07-28', api: [24, 24], go: [6, 6] },
  '1.13': { since: '2017-01-18', api: [25, 26], go: [7, 7] },
  '17.03': { since: '2017-02-23', api: [26, 27], go: [7, 7] },
  '17.04': { since: '2017-04-03', api: [28, 28], go: [7, 7] },
  '17.05': { since: '2017-05-04', api: [29, 29], go: [7, 7] },
  '17.06': { since: '2017-06-20', api: [30, 30], go: [8, 8] },
  '17.07': { since: '2017-08-28', api: [31, 31], go: [8, 8] },
  '17.09': { since: '2017-09-22', api: [32, 32], go: [8, 8] },
  '17.10': { since: '2017-10-13', api: [33, 33], go: [8, 8] },
  '17.11': { since: '2017-11-17', api: [34, 34], go: [8, 8] },
  '17.12': { since: '2017-12-15', api: [35, 35], go: [9, 9] },
  '18.01': { since: '2017-12-12', api: [35, 35], go: [9, 9] },
  '18.02': { since: '2018-01-26', api: [36, 36], go: [9, 9] },
  '18.03': { since: '2018-03-14', api: [37, 37], go: [9, 9] },
  '18.04': { since: '2018-03-27', api: [37, 37], go: [9, 9] },
  '18.05': { since: '2018-04-25', api: [37, 37], go: [10, 10] },
  '18.06': { since: '2018-07-18', api: [38, 38], go: [10, 10] },
  '18.09': { since: '2018-11-08', api: [39, 39], go: [10, 11] },
  '19.03': { since: '2019-07-22', api: [40, 40], go: [12, 13] },
  '20.10': { since: '2020-12-09', api: [41, 41], go: [13, 20] },
  '23.0': { since: '2023-02-02', api: [42, 42], go: [19, 23] },
  '24.0': { since: '2023-05-16', api: [43, 43], go: [20, 20] },
  '25.0': { since: '2024-01-19', api: [44, 44], go: [21, 26] },
  '26.0': { since: '2024-03-20', api: [45, 45], go: [21, 21] },
  '26.1': { since: '2024-04-22', api: [45, 45], go: [21, 21] },
  '27.0': { since: '2024-06-25', api: [46, 46], go: [21, 21] },
  '27.1': { since: '2024-07-22', api: [46, 46], go: [21, 21] },
  '27.2': { since: '2024-08-27', api: [47, 47], go: [21, 22] },
  '27.3': { since: '2024-09-19', api: [47, 47], go: [22, 22] },
  '27.4': { since: '2024-12-09', api: [47, 47], go: [22, 22] },
  '27.5': { since: '2025-01-13', api: [47, 47], go: [22, 22] },
  '28.0': { since: '2025-02-20', api: [48, 48], go: [23, 23] },
  '28.1': { since: '2025-04-17', api: [49, 49], go: [23, 23] },
  '28.2': { since: '2025-05-28', api: [50, 50], go: [24, 24] },
  '28.3': { since: '2025-06-25', api: [51, 51], go: [24, 24] },
  '28.4': { since: '2025-09-03', api: [51, 51], go: [24, 24] },
  '28.5': { since: '2025-10-02', api: [51, 51], go: [24, 24] },
  '29.0': { since: '2025-11-10', api: [52, 52], go: [25, 25] },
  '29.1': { since: '2025-11-27', api: [52, 52], go: [25, 25] },
  '29.2': { since: '2026-01-26', api: [53, 53], go: [25, 25] },
  '29.3': { since: '2026-03-05', api: [54, 54], go: [25, 25] },
  '29.4': { since: '2026-04-07', api: [54, 54], go: [26, 26] },
  '29.5': { since: '2026-05-14', api: [54, 54], go: [26, 26] },
  '29.6': { since: '2026-06-18', api: [55, 55], go: [26, 26] },
  '29.7': { since: '2026-07-30', api: [55, 55], go: [26, 26] },
};

export interface EngineVersion {
  /** `20.10`, with the zeros of the month in `18.09`. */
  line: string;
  major: number;
  minor: number;
  /** What follows the three numbers: `-ce`, `+dfsg1`, `-rc.1`. */
  suffix: string;
  release: Release;
}

/** @returns undefined for a version of no known line: a newer release, a development build, another product */
export function parseVersion(version: string): EngineVersion | undefined {
  const match = /^(\d{1,2})\.(\d{1,2})\.\d{1,3}(?![\d.])(.*)$/.exec(version);
  if (match === null) return undefined;
  const [, major = '', minor = '', suffix = ''] = match;
  const release = RELEASES[`${major}.${minor}`];
  if (release === undefined) return undefined;
  return { line: `${major}.${minor}`, major: Number(major), minor: Number(minor), suffix, release };
}

/** Whether a release is of the named line or of a later one. */
export function isSince(version: EngineVersion, major: number, minor: number): boolean {
  return version.major > major || (version.major === major && version.minor >= minor);
}
