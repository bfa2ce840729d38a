/** Findings as history holds them, made by hand: what the pure questions about them are asked of. */

import type { Exposure } from '../../src/domain/finding.ts';
import { findingId } from '../../src/domain/finding.ts';
import type { StoredFinding } from '../../src/domain/history.ts';
import { findingOf } from '../history/samples.ts';

export type Change = Partial<Omit<StoredFinding, 'finding'>> & {
  finding?: Partial<StoredFinding['finding']>;
  standing?: Partial<StoredFinding['finding']['standing']>;
  exposure?: Partial<Exposure>;
};

/** @param place `address:port`, or an address alone for 2375 */
export function storedOf(place: string, change: Change = {}): StoredFinding {
  const [address = '', port = '2375'] = place.split(':');
  const { finding, standing, exposure, ...rest } = change;
  const vantage = finding?.vantage ?? 'default';
  const judged = findingOf(finding?.verdict ?? 'engine-open-plaintext', {
    ...{ address, port: Number(port), vantage, lifecycle: 'persisting' },
    ...finding,
    id: findingId(address, Number(port), vantage),
  });
  return {
    state: exposure?.state === 'closed' ? 'resolved' : 'open',
    lastRun: 'r1',
    ...rest,
    finding: {
      ...judged,
      standing: {
        changes: [],
        openSince: '2026-03-01T02:00:00.000Z',
        daysOpen: 9,
        due: null,
        overdue: false,
        acceptance: null,
        ...standing,
        ...(exposure && { exposure: { ...EXPOSURE, ...exposure } }),
      },
    },
  };
}

const EXPOSURE: Exposure = {
  id: 'e00000000000000a',
  state: 'open',
  how: null,
  opened: '2026-03-01T02:00:00.000Z',
  closed: null,
  verdict: 'engine-open-plaintext',
  severity: 'critical',
  product: 'docker',
  version: '20.10.5',
};

/** An exposure that closed after so many whole days. */
export function closedAfter(days: number, change: Partial<Exposure> = {}): Partial<Exposure> {
  const opened = change.opened ?? EXPOSURE.opened;
  const closed = new Date(Date.parse(opened) + days * 86_400_000).toISOString();
  return { state: 'closed', how: 'refused', closed, ...change };
}
