import { describe, expect, test } from 'vitest';
import { coverage } from '../../../../src/report/people/html/coverage-section.ts';
import { partialReport, sampleReport } from '../../sample.ts';

const render = (report = sampleReport(), owner?: string): string => coverage(report, owner).text;

describe('coverage', () => {
  test('says what was tested, and how it went', () => {
    expect(render()).toContain('<b>510</b> of 510 endpoints tested (100 %), on 255 addresses');
    expect(render()).toContain('Endpoints by state: open 9, closed 480, filtered 18, unreachable 3, not tested 0');
    expect(render()).not.toContain('Not tested, and so unknown');
  });

  test('says what was not, why, and what failed', () => {
    const text = render(partialReport());
    expect(text).toContain(
      '<h3>Not tested, and so unknown</h3><ul><li>interrupted: <b>280</b></li><li>EMFILE: <b>6</b></li></ul>',
    );
    expect(text).toContain('Asked 3 of 4 open endpoints; 1 probe failed on our side.');
    expect(text).toContain('10.20.0.9:2375: TypeError in the probe');
    expect(text).toContain('data-label="tested">43.9 %');
  });

  test('does not take silence for proof', () => {
    expect(render()).toContain(
      'This run did not measure how many open ports such a silence hides; 18 endpoints stayed silent.',
    );
  });

  test('names the shard', () => {
    const report = sampleReport();
    report.run.options.shard = { index: 2, count: 5 };
    expect(render(report)).toContain(', shard 2 of 5');
  });

  test('leaves what belongs to the whole run out of an owner’s part', () => {
    expect(render(partialReport(), 'platform')).not.toContain('TypeError');
  });
});
