/** What the audit log keeps of a run: who allowed it, with which options, and what came of it. */

import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import type { ExitStatus } from '../domain/errors.ts';
import type { Report } from '../domain/report.ts';
import type { RunOptions } from '../domain/run.ts';
import type { Scope } from '../domain/scope.ts';
import { JOURNAL } from '../journal/folder.ts';
import type { Receivers } from '../notify/notify.ts';
import type { AuditEntry, Json } from './audit-entry.ts';

/** What is going to run. */
export interface Undertaking {
  scope: Scope;
  options: RunOptions;
  vantage: string;
  resume?: string;
}

/** How it ended. */
export interface Ended {
  status: ExitStatus;
  report: Report;
  folder: string;
}

export function startDetails(
  { scope, options, vantage, resume }: Undertaking,
  { targets, mail }: Receivers,
): AuditEntry['details'] {
  const authorizations = new Map<string, Json>();
  for (const { authorization } of scope.ranges) authorizations.set(JSON.stringify(authorization), { ...authorization });
  const { digest: scopeDigest, files, addresses, endpoints } = scope;
  return {
    resumed: resume !== undefined,
    scope: { digest: scopeDigest, files, addresses, endpoints },
    authorizations: [...authorizations.values()],
    vantage,
    options: { ...options },
    notify: targets.map(({ name }) => name),
    mail: [...(mail?.to ?? [])],
  };
}

export async function endDetails({ report, folder, status }: Ended): Promise<AuditEntry['details']> {
  const { outcome, reasons, coverage, severities } = report.run;
  return {
    outcome,
    reasons,
    exitStatus: status,
    coverage: { ...coverage },
    severities: { ...severities },
    journal: await digest(join(folder, JOURNAL)),
    findings: await digest(join(folder, 'findings.json')),
  };
}

/** What proves a file later: a journal that is taken up again begins with these bytes. Null where there is no file. */
async function digest(path: string): Promise<{ bytes: number; sha256: string } | null> {
  const hash = createHash('sha256');
  let bytes = 0;
  try {
    for await (const chunk of createReadStream(path)) {
      hash.update(chunk);
      bytes += chunk.length;
    }
  } catch {
    return null;
  }
  return { bytes, sha256: hash.digest('hex') };
}
