/** Details of a run's entries in the audit log: authorisation, scope and options at the start, outcome and digests at the end. */

import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import type { RunPlan } from '../audit/execute.ts';
import type { ExitStatus } from '../domain/errors.ts';
import type { Report } from '../domain/report.ts';
import { portsOf } from '../domain/scope.ts';
import { JOURNAL } from '../journal/folder.ts';
import type { Receivers } from '../notify/notify.ts';
import type { AuditEntry, Json } from './audit-entry.ts';

/** The end of a supervised run. */
export interface RunEnd {
  status: ExitStatus;
  report: Report;
  folder: string;
  /** History knows nothing of it: there is nothing to tell. */
  isUnconfirmed?: true;
}

export function startDetails(
  { scope, options, vantage, resume }: Pick<RunPlan, 'scope' | 'options' | 'vantage' | 'resume'>,
  { targets, mail }: Receivers,
): AuditEntry['details'] {
  const authorizations = new Map<string, Json>();
  for (const { authorization } of scope.ranges) authorizations.set(JSON.stringify(authorization), { ...authorization });
  const { digest: scopeDigest, files, addresses, endpoints } = scope;
  return {
    resumed: resume !== undefined,
    scope: { digest: scopeDigest, files, addresses, endpoints, ports: portsOf(scope) },
    authorizations: [...authorizations.values()],
    vantage,
    options: { ...options },
    notify: targets.map(({ name }) => name),
    mail: [...(mail?.to ?? [])],
  };
}

export async function endDetails({ report, folder, status }: RunEnd): Promise<AuditEntry['details']> {
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

/** Size and hash, to prove a file later; a journal that was resumed still begins with these bytes. Null without a file. */
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
