/** A service, its timer, and what happens when it fails: systemd.service(5), systemd.exec(5), systemd.timer(5). */

import { auditArguments, GRACE_SECONDS } from './arguments.ts';
import type { Plan, ScheduleFile, When } from './schedule-plan.ts';

const FOLDER = '/etc/systemd/system';
const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'] as const;

export function systemdFiles(plan: Plan): ScheduleFile[] {
  return [
    { path: `${FOLDER}/seawall.service`, text: service(plan) },
    { path: `${FOLDER}/seawall.timer`, text: timer(plan) },
    { path: `${FOLDER}/seawall-failed.service`, text: FAILED },
  ];
}

function service(plan: Plan): string {
  const { program, user, environment, seconds, engine } = plan;
  const command = [...program, ...auditArguments(plan), '--log-format', 'json'].map(systemdWord).join(' ');
  const capability = engine === 'syn' ? 'CAP_NET_RAW' : '';
  // Netlink: the resolver asks for this machine's addresses. `syn` fills in its own packets.
  const families = `AF_INET AF_INET6 AF_UNIX AF_NETLINK${engine === 'syn' ? ' AF_PACKET' : ''}`;
  return `[Unit]
Description=Seawall audit of the authorised ranges
Wants=network-online.target
After=network-online.target
OnFailure=seawall-failed.service

[Service]
Type=oneshot
User=${user}
Group=${user}
UMask=0077
# Options, webhook URLs and secrets: owned by root, mode 0600, one SEAWALL_...=... a line.
EnvironmentFile=-${environment.replaceAll('%', '%%')}
ExecStart=${command}
${metricsLines(plan)}# Findings (1) are told by notifications, reports and metrics; not run (2), partial (3) and a bug (70) are failures.
SuccessExitStatus=1
TimeoutStartSec=${seconds + GRACE_SECONDS}
TimeoutStopSec=120
LimitNOFILE=8192
Nice=10

# Least privilege.
NoNewPrivileges=yes
CapabilityBoundingSet=${capability}
AmbientCapabilities=${capability}
ProtectSystem=strict
${folderLine(plan)}
ProtectHome=${isInHome(plan) ? 'read-only' : 'yes'}
PrivateTmp=yes
PrivateDevices=yes
ProtectClock=yes
ProtectControlGroups=yes
ProtectHostname=yes
ProtectKernelLogs=yes
ProtectKernelModules=yes
ProtectKernelTunables=yes
RestrictAddressFamilies=${families}
RestrictNamespaces=yes
RestrictRealtime=yes
RestrictSUIDSGID=yes
LockPersonality=yes
RemoveIPC=yes
SystemCallArchitectures=native
SystemCallFilter=@system-service
SystemCallErrorNumber=EPERM
`;
}

/** Below /var/lib systemd makes the folder; elsewhere it must be there, and be the user's. */
function folderLine({ out }: Plan): string {
  const state = /^\/var\/lib\/([\w./-]+)$/.exec(out)?.[1];
  if (state !== undefined) return `StateDirectory=${state}\nStateDirectoryMode=0700`;
  return `# Has to exist, and to belong to the user.\nReadWritePaths=${systemdPath(out)}`;
}

function isInHome({ program, scope }: Plan): boolean {
  return [...program, scope].some((path) => /^\/(?:home|root|run\/user)\//.test(path));
}

/** After every run, also a failed one: the metrics of the last finished run say by their age that something is wrong. */
function metricsLines({ out, metrics }: Plan): string {
  if (metrics === undefined) return '';
  const { file, folder } = metrics;
  const [from, temporary, to] = [`${out}/latest/${file}`, `${folder}/.${file}`, `${folder}/${file}`].map(systemdWord);
  return `# The user needs the right to write to ${folder}; without it the audit runs all the same.
ReadWritePaths=-${systemdPath(folder)}
ExecStopPost=-/usr/bin/install -m 0644 ${from} ${temporary}
ExecStopPost=-/usr/bin/mv ${temporary} ${to}
`;
}

function timer(plan: Plan): string {
  return `[Unit]
Description=Seawall audit of the authorised ranges, by the clock

[Timer]
OnCalendar=${calendarTime(plan)}
# A machine that was off audits when it is back.
Persistent=yes
RandomizedDelaySec=300

[Install]
WantedBy=timers.target
`;
}

/** `Mon,Thu *-*-* 03:17:00` */
export function calendarTime({ hour, minute, days }: When): string {
  const names = days.map((day) => DAYS[day]).join(',');
  const time = [hour, minute, 0].map((part) => String(part).padStart(2, '0')).join(':');
  return `${names === '' ? '' : `${names} `}*-*-* ${time}`;
}

const FAILED = `[Unit]
Description=Says that the Seawall audit failed

[Service]
Type=oneshot
DynamicUser=yes
NoNewPrivileges=yes
ProtectSystem=strict
ProtectHome=yes
# Put here what wakes somebody: a mail, a pager.
ExecStart=/usr/bin/logger --priority daemon.err --tag seawall "The audit failed: see journalctl -u seawall.service"
`;

/** A word of a command: systemd reads quotes, backslashes, `$` and `%` in it. */
function systemdWord(text: string): string {
  const escaped = text.replace(/["\\]/g, '\\$&').replaceAll('%', '%%').replaceAll('$', '$$$$');
  return /^[\w@+=:,./%$-]+$/.test(escaped) ? escaped : `"${escaped}"`;
}

/** A path in a setting that takes several: quoted where it has spaces. */
function systemdPath(path: string): string {
  const escaped = path.replace(/["\\]/g, '\\$&').replaceAll('%', '%%');
  return /\s/.test(escaped) ? `"${escaped}"` : escaped;
}
