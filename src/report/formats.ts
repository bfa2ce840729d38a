/** The report formats, in the order in which they are offered and written. */

import { SeawallError } from '../domain/errors.ts';
import type { Report } from '../domain/report.ts';
import { terminalText } from '../text/escape.ts';
import type { FileFormat, Format, ReportFile } from './format.ts';
import { renderCoverageCsv } from './machine/coverage-csv.ts';
import { renderCsv } from './machine/csv.ts';
import { renderDefectDojo } from './machine/defectdojo.ts';
import { renderEcs } from './machine/ecs.ts';
import { renderJson, renderRun } from './machine/json.ts';
import { renderJunit } from './machine/junit.ts';
import { renderNmap } from './machine/nmap.ts';
import { renderOcsf } from './machine/ocsf.ts';
import { renderPrometheus } from './machine/prometheus.ts';
import { renderSarif } from './machine/sarif.ts';
import { renderShadowserver, shadowserverFile } from './machine/shadowserver.ts';
import { renderHtml } from './people/html/page.ts';
import { renderMarkdown } from './people/markdown.ts';
import { ownerFiles } from './people/owners.ts';
import { ansibleFiles } from './repair/ansible/ansible-files.ts';
import { remediationFiles } from './repair/host-pages/host-files.ts';
import type { RenderOptions } from './view/render-options.ts';

const COVERAGE: FileFormat = {
  name: 'coverage',
  file: 'coverage.csv',
  describe: 'one row per range: what was tested, and what not; comes with csv',
  render: renderCoverageCsv,
};

/** A new format is a file of its own, a line here, and a test. */
export const FORMATS: readonly Format[] = [
  {
    name: 'csv',
    file: 'findings.csv',
    describe: 'one row per finding and per exposure that fell silent, for spreadsheets',
    render: renderCsv,
    companion: COVERAGE,
  },
  { name: 'json', file: 'findings.json', describe: 'everything, for programs', render: renderJson },
  COVERAGE,
  { name: 'html', file: 'report.html', describe: 'one page for people', render: (report) => renderHtml(report) },
  { name: 'markdown', file: 'summary.md', describe: 'a summary for chats and tickets', render: renderMarkdown },
  { name: 'owners', folder: 'owners', describe: 'for each owner a folder to send', files: ownerFiles },
  { name: 'sarif', file: 'findings.sarif', describe: 'SARIF 2.1.0, for code scanning', render: renderSarif },
  { name: 'defectdojo', file: 'defectdojo.json', describe: 'DefectDojo generic import', render: renderDefectDojo },
  {
    name: 'ocsf',
    file: 'findings.ocsf.jsonl',
    describe: 'OCSF Detection Findings, for data lakes',
    render: renderOcsf,
  },
  { name: 'ecs', file: 'findings.ecs.jsonl', describe: 'ECS field names, for SIEMs', render: renderEcs },
  { name: 'nmap', file: 'nmap.xml', describe: 'nmap XML, for ndiff and importers', render: renderNmap },
  { name: 'junit', file: 'junit.xml', describe: 'JUnit XML, for CI', render: renderJunit },
  { name: 'prometheus', file: 'seawall.prom', describe: 'Prometheus textfile', render: renderPrometheus },
  {
    name: 'shadowserver',
    file: shadowserverFile,
    describe: "Shadowserver's scan_docker CSV, for IntelMQ",
    render: renderShadowserver,
  },
  {
    name: 'remediation',
    folder: 'remediation',
    describe: 'for each exposed host a page of what to do there',
    files: remediationFiles,
  },
  {
    name: 'ansible',
    folder: 'ansible',
    describe: 'a playbook that contains and mends, with the exposed hosts as inventory',
    files: ansibleFiles,
  },
];

/** Written for every run, in addition to the chosen formats. */
export const RUN_FORMAT: FileFormat = {
  name: 'run',
  file: 'run.json',
  describe: 'who, when, what was covered',
  render: renderRun,
};

/** The formats with their companions, each once, and the record of the run. */
export function formatsToWrite(formats: readonly Format[]): Format[] {
  const all = formats.flatMap((format) =>
    'folder' in format || format.companion === undefined ? [format] : [format, format.companion],
  );
  return [...new Set([...all, RUN_FORMAT])];
}

/** Files that a format adds to the run's folder, as a person would name them. */
export function targetOf(format: Format, report: Report, options: RenderOptions = {}): string {
  if ('folder' in format) return `${format.folder}/`;
  return typeof format.file === 'string' ? format.file : format.file(report, options);
}

/** Every file of a format, with its path in the run's folder. */
export function* filesOf(format: Format, report: Report, options: RenderOptions = {}): Iterable<ReportFile> {
  const target = targetOf(format, report, options);
  if (!('folder' in format)) yield { path: target, chunks: format.render(report, options) };
  else for (const { path, chunks } of format.files(report, options)) yield { path: target + path, chunks };
}

/**
 * @param list names with commas between them, as in `csv,json`; `all` for every format
 * @throws SeawallError USAGE for a name that is not known, or for none
 */
export function parseFormats(list: string): Format[] {
  const names = new Set(list.split(',').map((name) => name.trim().toLowerCase()));
  const all = names.delete('all');
  const chosen = FORMATS.filter(({ name }) => names.delete(name) || all);
  const [unknown] = names;
  if (unknown === undefined) return chosen;
  const known = FORMATS.map(({ name }) => name).join(', ');
  const message = `'${terminalText(unknown, 40)}' is not a report format: give one or more of ${known}, with commas between them, or all`;
  throw new SeawallError({ code: 'USAGE', message });
}
