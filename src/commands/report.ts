/** `seawall report`: the reports of a run again, from its journal. Sends nothing. */

import { assembleReport } from '../audit/assemble.ts';
import type { CommandSpec } from '../command-line/command.ts';
import { FORMAT_OPTIONS, type FormatFlags } from '../command-line/run-options.ts';
import { OUT } from '../command-line/shared-options.ts';
import { EXIT, type ExitStatus, SeawallError } from '../domain/errors.ts';
import { createFolder } from '../journal/create-folder.ts';
import { findRunFolder, unwritable } from '../journal/folder.ts';
import { parseFormats } from '../report/formats.ts';
import { streamReport } from '../report/write.ts';
import type { Context } from '../supervise/context.ts';
import { summaryOf, writeAll } from '../supervise/output.ts';

interface ReportFlags extends FormatFlags {
  out: string;
  to?: string;
}

export const command: CommandSpec<ReportFlags> = {
  options: [OUT, ...FORMAT_OPTIONS, { flags: '--to <dir>', describe: "another folder, or '-' for standard output" }],
  run: ([run = ''], flags, context) => runReport(run, flags, context),
};

async function runReport(run: string, flags: ReportFlags, context: Context): Promise<ExitStatus> {
  const formats = parseFormats(flags.format);
  const folder = await findRunFolder(flags.out, run);
  const report = await assembleReport(folder);
  if (flags.to === '-') {
    const [format, ...more] = formats;
    if (format === undefined || more.length > 0)
      throw new SeawallError({ code: 'USAGE', message: '--to - takes one format: say which with --format' });
    await streamReport(format, report, context.stdout as never, flags);
    return EXIT.clean;
  }
  const target = flags.to ?? folder;
  await createFolder(target).catch((error: unknown) => {
    throw unwritable(target, error);
  });
  const onFailure = (message: string): void => void context.stderr.write(`seawall: ${message}\n`);
  const { files, whole } = await writeAll(target, report, formats, onFailure, flags);
  context.stdout.write(summaryOf(report, { folder: target, runFolder: folder, files }, context));
  return whole ? EXIT.clean : EXIT.notRun;
}
