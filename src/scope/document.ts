/** YAML to plain data, with the line of every part of it. */

import { type ErrorCode, reasonOf } from '../domain/errors.ts';
import { isMap, isSeq, LineCounter, type Node, parseAllDocuments } from '../text/yaml.ts';

export type LineOf = (path: readonly (string | number)[]) => number;

export type ReportProblem = (code: ErrorCode, line: number, message: string) => void;

/**
 * @param needs what is said of an empty file: what it should hold
 * @returns undefined if the text is no single YAML document; what is wrong has been reported
 */
export function readDocument(
  text: string,
  report: ReportProblem,
  needs: string,
): { data: unknown; lineOf: LineOf } | undefined {
  const counter = new LineCounter();
  const documents = parseAllDocuments(text, { lineCounter: counter, prettyErrors: false, uniqueKeys: true });
  const document = Array.isArray(documents) ? documents[0] : undefined;
  if (document === undefined || document.contents === null) {
    report('SCOPE_EMPTY', 1, `the file is empty: ${needs}`);
    return undefined;
  }
  let wrong = false;
  const complain = (line: number, message: string): void => {
    wrong = true;
    report('SCOPE_SYNTAX', line, message);
  };
  if (documents.length > 1)
    complain(counter.linePos(documents[1]?.range[0] ?? 0).line, "a second YAML document ('---'): one file holds one");
  for (const { message, pos } of document.errors)
    complain(counter.linePos(pos[0]).line, `not valid YAML: ${message.split('\n')[0]}`);
  if (wrong) return undefined;
  try {
    const data: unknown = document.toJS({ maxAliasCount: 50 });
    return { data, lineOf: (path) => lineAt(document.contents, path, counter) };
  } catch (error) {
    report('SCOPE_SYNTAX', 1, `not valid YAML: ${reasonOf(error)}`);
    return undefined;
  }
}

/** The line of the innermost node that a path leads to; an unknown key's own line where it is a key. */
function lineAt(root: unknown, path: readonly (string | number)[], counter: LineCounter): number {
  let node = root;
  let offset = offsetOf(root as Node | null);
  for (const key of path) {
    if (isMap(node)) {
      const pair = node.items.find((item) => String(item.key) === String(key));
      if (pair === undefined) break;
      offset = offsetOf(pair.key as Node | null) ?? offset;
      node = pair.value;
    } else if (isSeq(node)) {
      node = node.items[Number(key)];
      offset = offsetOf(node as Node | null) ?? offset;
    } else break;
  }
  return offset === undefined ? 1 : counter.linePos(offset).line;
}

function offsetOf(node: Node | null | undefined): number | undefined {
  return node?.range?.[0];
}
