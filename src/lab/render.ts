import { formatHostPort } from '../ip.ts';
import type { Lab } from './lab.ts';

/** The lab as a table: where, what it shows, and what an audit is expected to say. */
export function renderLab({ endpoints }: Lab, width: number): string {
  const lines = endpoints.map(({ address, port, shows, verdict, severity }) => {
    const where = formatHostPort(address, port).padEnd(17);
    return `${where}${severity.padEnd(9)}${verdict.padEnd(22)}${shows}`.slice(0, Math.max(60, width)).trimEnd();
  });
  return `${'endpoint'.padEnd(17)}${'severity'.padEnd(9)}${'expected verdict'.padEnd(22)}shows\n${lines.join('\n')}\n`;
}
