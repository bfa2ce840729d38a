/** `ansible/`: a playbook and the inventory of the exposed hosts. Only the inventory depends on the run. */

import type { Report } from '../../../domain/report.ts';
import type { ReportFile } from '../../format.ts';
import { CONTAIN, CONTAIN_IPTABLES, CONTAIN_NFTABLES, NFT_TEMPLATE } from './contain-task.ts';
import { renderInventory } from './inventory.ts';
import { LISTENER } from './listener.ts';
import { PLAYBOOK } from './playbook.ts';
import { README } from './readme.ts';

export function* ansibleFiles(report: Report): Iterable<ReportFile> {
  yield { path: 'README.md', chunks: [README] };
  yield { path: 'playbook.yml', chunks: [PLAYBOOK] };
  yield { path: 'inventory.yml', chunks: renderInventory(report) };
  yield { path: 'tasks/contain.yml', chunks: [CONTAIN] };
  yield { path: 'tasks/contain-nftables.yml', chunks: [CONTAIN_NFTABLES] };
  yield { path: 'tasks/contain-iptables.yml', chunks: [CONTAIN_IPTABLES] };
  yield { path: 'tasks/listener.yml', chunks: [LISTENER] };
  yield { path: 'templates/containment.nft.j2', chunks: [NFT_TEMPLATE] };
}
