/** `seawall annotate`: comments, the ticket and the assignee of findings. Sends nothing. */

import type { CommandSpec } from '../command-line/command.ts';
import { parseLine, parseLineOrNone } from '../command-line/options.ts';
import { BY, MEANING_OPTIONS, OUT } from '../command-line/shared-options.ts';
import { type ExitStatus, SeawallError } from '../domain/errors.ts';
import type { StoredFinding } from '../domain/history.ts';
import { addRemark, type RemarkKind } from '../history/decide.ts';
import type { Context } from '../supervise/context.ts';
import { decide, type Terms } from '../supervise/decide.ts';

interface AnnotateFlags {
  out: string;
  allPorts: boolean;
  allVantages: boolean;
  comment?: string;
  ticket?: string;
  assignee?: string;
  by?: string;
}

export const command: CommandSpec<AnnotateFlags> = {
  options: [
    OUT,
    ...MEANING_OPTIONS,
    { flags: '--comment <text>', describe: 'added to those that are there', parse: parseLine },
    { flags: '--ticket <reference>', describe: "in another system; '' takes it away", parse: parseLineOrNone },
    { flags: '--assignee <name>', describe: "who works on it; '' takes it away", parse: parseLineOrNone },
    BY,
  ],
  run: (words, flags, context) => annotate(words, flags, context),
};

function annotate(words: readonly string[], flags: AnnotateFlags, context: Context): Promise<ExitStatus> {
  const { comment, ticket, assignee } = flags;
  const said: [RemarkKind, string | undefined][] = [
    ['comment', comment],
    ['ticket', ticket],
    ['assignee', assignee],
  ];
  const remarks = said.flatMap(([kind, text]) => (text === undefined ? [] : [{ kind, text }]));
  if (remarks.length === 0)
    throw new SeawallError({ code: 'USAGE', message: 'what is to be said? Give --comment, --ticket or --assignee' });
  return decide({ ...flags, words }, context, (db) => ({
    terms: remarks.map(termsOf),
    concerns: ({ state }: StoredFinding) => state !== 'resolved',
    refuse: () => undefined,
    write: (finding, decided) => {
      for (const remark of remarks) addRemark(db, finding, { ...remark, ...decided });
    },
    say: (_stored, what) => `${what}: ${remarks.map(remarkText).join('; ')}`,
  }));
}

function termsOf({ kind, text }: { kind: RemarkKind; text: string }): Terms {
  return kind === 'ticket' ? { kind, reference: text } : { kind, text };
}

function remarkText({ kind, text }: { kind: RemarkKind; text: string }): string {
  if (kind === 'comment') return 'comment added';
  return text === '' ? `no ${kind} any more` : `${kind} ${text}`;
}
