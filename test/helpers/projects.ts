/**
 * Sorts the test files into projects by what they import, themselves or through helpers: no list to forget a file in.
 *
 * - `privileged`: makes network namespaces or starts real servers; needs root and Debian packages, and is left out without.
 * - `system`: starts processes or opens sockets.
 * - `unit`: neither; any failure is the code's own.
 */

import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

export type Project = 'unit' | 'system' | 'privileged';

const PRIVILEGED = ['ansible', 'cable', 'netlab', 'netns', 'network', 'real'].map((name) => `test/helpers/${name}.ts`);
const SYSTEM = [
  ...['child_process', 'dgram', 'http', 'https', 'net', 'tls', 'worker_threads'].map((name) => `node:${name}`),
  'playwright-core',
];
/** Sources that open sockets or start threads when a test calls them. */
const SERVERS =
  /^src\/(lab\/(lab|serve)|sweep\/(portable|epoll|thread)|probe\/(dial|probe|pool)|supervise\/execute|audit\/sweep-thread|notify\/notify)\.ts$/;

/** The test files of each project, as paths from the root of the repository. */
export function testsByProject(): Record<Project, string[]> {
  const projects: Record<Project, string[]> = { unit: [], system: [], privileged: [] };
  const names = readdirSync('test', { recursive: true, encoding: 'utf8' });
  for (const name of names.filter((file) => file.endsWith('.test.ts')).sort()) {
    const file = join('test', name);
    projects[projectOf(importsOf(file))].push(file);
  }
  return projects;
}

function projectOf(imports: ReadonlySet<string>): Project {
  if (PRIVILEGED.some((helper) => imports.has(helper))) return 'privileged';
  const opens = [...imports].some((name) => SYSTEM.includes(name) || SERVERS.test(name));
  return opens ? 'system' : 'unit';
}

/** Everything that a test file imports, through other files of `test` too, but not through sources. */
function importsOf(file: string, found = new Set<string>()): Set<string> {
  for (const [, specifier = ''] of readFileSync(file, 'utf8').matchAll(
    /^(?:import|export)\s(?!type\b)[^;]*?'([^']+)';$/gm,
  )) {
    const target = specifier.startsWith('.') ? join(dirname(file), specifier) : specifier;
    if (found.has(target)) continue;
    found.add(target);
    if (target.startsWith('test/') && target.endsWith('.ts')) importsOf(target, found);
  }
  return found;
}
