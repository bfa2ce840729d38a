import { expect, it } from 'vitest';
import type { AcceptanceList } from '../../src/domain/acceptance-list.ts';
import { renderAcceptancesJson, renderAcceptancesTable } from '../../src/terminal/acceptances-table.ts';

const LIST: AcceptanceList = {
  acceptances: [
    {
      ...{ findingId: 'f00000000000001', reason: 'replaced soon', owner: 'ops', until: '2026-04-01', by: 'ann' },
      ...{ at: '2026-03-01T02:00:00.000Z', exposure: 'e1', address: '10.0.0.5', port: 2375, vantage: 'default' },
      ...{ severity: 'critical', covers: false },
    },
  ],
  reviewed: [
    {
      ...{ target: '10.0.0.0/24', first: '10.0.0.0', last: '10.0.0.255', port: 2376, reason: 'SEC-1', owner: 'lab' },
      ...{ from: '2026-03-01', until: '2026-06-30', recurring: false, file: 'targets/acceptances.yaml', line: 3 },
      ...{ verdict: 'engine-open-tls', scope: 'head-office', covers: 0, gap: 'opened-later' },
    },
  ],
};

it('lists those of commands, then those of reviewed files, with what covers nothing', () => {
  expect(renderAcceptancesTable(LIST, Number.POSITIVE_INFINITY, false)).toBe(
    [
      'ID               SEVERITY  WHERE          UNTIL       OWNER  BY   SINCE       NOTE                                                        REASON',
      'f00000000000001  critical  10.0.0.5:2375  2026-04-01  ops    ann  2026-03-01  covers nothing: what is there is worse, or another product  replaced soon',
      '1 acceptance',
      '',
      'FILE                        TARGET                 UP TO            FROM        UNTIL       OWNER  COVERS  NOTE                                                    REASON',
      'targets/acceptances.yaml:3  10.0.0.0/24 port 2376  engine-open-tls  2026-03-01  2026-06-30  lab    0       what is exposed there opened on its first day or later  SEC-1',
      '1 entry of reviewed files',
      '',
    ].join('\n'),
  );
});

it('fits a narrow terminal, and says that there are none', () => {
  const lines = renderAcceptancesTable(LIST, 80, false).split('\n');
  expect(Math.max(...lines.map(({ length }) => length))).toBeLessThanOrEqual(80);
  expect(renderAcceptancesTable({ acceptances: [], reviewed: [] }, 80, false)).toBe('Nothing is accepted.\n');
  expect(renderAcceptancesTable({ ...LIST, acceptances: [] }, 80, false)).toMatch(/^Nothing is accepted\.\n\nFILE/);
});

it('is JSON for programs', () => {
  expect(JSON.parse(renderAcceptancesJson(LIST))).toEqual({ schema: 'seawall.acceptances/1', ...LIST });
});
