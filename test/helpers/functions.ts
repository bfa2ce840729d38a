/** How long functions are, by the compiler's own parser. */

import { resolve } from 'node:path';
import type { Node } from 'typescript/unstable/ast';
import { isFunctionLikeDeclaration } from 'typescript/unstable/ast/is';
import { API } from 'typescript/unstable/sync';

export interface Measured {
  file: string;
  /** Its first line, from 1. */
  line: number;
  /** From its first line to its last, braces included. */
  lines: number;
}

/** Every function with a body in the files: named or not, methods and constructors too. */
export function measureFunctions(files: readonly string[], config = 'tsconfig.json'): Measured[] {
  const api = new API();
  try {
    const project = api.updateSnapshot({ openProjects: [resolve(config)] }).getProject(resolve(config));
    if (project === undefined) throw new Error(`${config} opens no project`);
    return files.flatMap((file) => {
      const source = project.program.getSourceFile(resolve(file));
      if (source === undefined) throw new Error(`${config} does not hold ${file}`);
      const measured: Measured[] = [];
      const line = (position: number): number => source.getLineAndCharacterOfPosition(position).line;
      const visit = (node: Node): void => {
        if (isFunctionLikeDeclaration(node) && node.body !== undefined) {
          const first = line(node.getStart(source));
          measured.push({ file, line: first + 1, lines: line(node.getEnd()) - first + 1 });
        }
        node.forEachChild(visit);
      };
      source.forEachChild(visit);
      return measured;
    });
  } finally {
    api.close();
  }
}
