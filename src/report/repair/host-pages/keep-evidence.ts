/** Advice on evidence: what to copy before anything is restarted or removed. */

import { type Advice, lines } from './advice.ts';

export const EVIDENCE: readonly Advice[] = [
  {
    title: 'Write down what runs, before anything is restarted or removed',
    when: ({ product, system }) => product !== 'podman' && system !== 'windows',
    steps: [
      {
        text: 'Nothing here changes the host. Keep the files elsewhere, with the hour and your name.',
        commands: lines(
          'docker ps -a --no-trunc > ps.txt',
          'docker ps -aq | xargs -r docker inspect > inspect.json',
          'docker images --digests > images.txt',
          'docker info > info.txt; docker volume ls > volumes.txt; docker network ls > networks.txt',
          'docker events --since 720h --until "$(date +%s)" > events.txt',
          'journalctl -u docker --no-pager > journal.txt',
          'ss -tnp > connections.txt; ps auxww > processes.txt',
        ),
      },
      {
        text: 'Of each container that nobody knows: `docker logs`, `docker diff`, and `docker export` into a file. Do not stop or remove it first: memory and open connections go with it.',
      },
      {
        text: 'Also keep `config.v2.json` and `hostconfig.json` below `/var/lib/docker/containers`, the audit log, and what the firewall or the cloud logged of this port.',
      },
    ],
    source: 'Our own list; the commands are those of the Docker command line.',
  },
  {
    title: 'Write down what runs, before anything is restarted or removed',
    when: ({ product }) => product === 'podman',
    steps: [
      {
        text: 'As the user who runs the service. Nothing here changes the host.',
        commands: lines(
          'podman ps -a --no-trunc > ps.txt',
          'podman ps -aq | xargs -r podman inspect > inspect.json',
          'podman images --digests > images.txt',
          'ss -tnp > connections.txt; ps auxww > processes.txt',
        ),
      },
    ],
    source: 'The command line of Podman 4.3.1.',
  },
  {
    title: 'Write down what runs, before anything is restarted or removed',
    when: ({ product, system }) => product !== 'podman' && system === 'windows',
    steps: [
      {
        text: 'In an elevated PowerShell. Nothing here changes the host.',
        commands: lines(
          'docker ps -a --no-trunc > ps.txt',
          'docker inspect $(docker ps -aq) > inspect.json',
          'docker images --digests > images.txt',
          'docker info > info.txt',
        ),
      },
    ],
    source: 'The Docker command line.',
  },
];
