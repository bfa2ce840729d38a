/** `playbook.yml`: contains exposed hosts and removes their listener; check mode unless `seawall_apply=true`. */

import { isEngineVerdict, VERDICTS } from '../../../domain/verdicts.ts';

/** Four to a line: ansible-lint wants short ones. */
const EXPOSED = VERDICTS.filter(isEngineVerdict)
  .map((verdict, i) => `${i === 0 ? '' : i % 4 === 0 ? ',\n            ' : ', '}'${verdict}'`)
  .join('');

export const PLAYBOOK = String.raw`---
# Contains exposed engines and removes their TCP listener. Changes nothing unless seawall_apply=true: read README.md.
- name: Contain exposed engines and remove their TCP listener
  hosts: seawall_exposed
  gather_facts: false
  become: "{{ seawall_become | bool }}"
  # --check on the command line always wins.
  check_mode: "{{ ansible_check_mode or not (seawall_apply | bool) }}"
  diff: true
  vars:
    seawall_apply: false
    seawall_contain: true
    seawall_fix: true
    seawall_restart: false
    seawall_become: true
    seawall_admin_networks: []
    seawall_firewall: auto
    seawall_nft: nft
    seawall_rules_file: /etc/seawall-containment.nft
    seawall_systemctl: systemctl
    seawall_dockerd: dockerd
    seawall_daemon_json: /etc/docker/daemon.json
    seawall_default_socket: unix:///var/run/docker.sock
    seawall_unit_listener: fd://
    seawall_places:
      - folder: /etc/systemd/system/docker.service.d
        pattern: "*.conf"
      - folder: /etc/systemd/system
        pattern: docker.service
      - folder: /etc/default
        pattern: docker
      - folder: /etc/sysconfig
        pattern: docker
    seawall_vendor_places:
      - folder: /lib/systemd/system
        pattern: docker.s*
      - folder: /etc/systemd/system
        pattern: docker.socket
  pre_tasks:
    - name: Touch only what a run of Seawall has found exposed
      ansible.builtin.assert:
        that:
          - seawall_ports is defined
          - seawall_ports | length > 0
          - seawall_verdict in [${EXPOSED}]
        fail_msg: This host is not from an inventory of Seawall, and is left alone.
        quiet: true
    - name: Want to know who may still come in
      ansible.builtin.assert:
        that:
          - seawall_admin_networks is sequence and seawall_admin_networks is not string
          - seawall_admin_networks | length > 0
          - seawall_admin_networks | reject('match', '^[0-9a-fA-F.:]+(/[0-9]{1,3})?$') | list | length == 0
        fail_msg: "Give the networks that may still reach the port: -e '{\"seawall_admin_networks\": [\"192.0.2.0/24\"]}'"
        quiet: true
      when: seawall_contain | bool
    - name: Say what will happen
      ansible.builtin.debug:
        msg: >-
          {{ 'CHECK MODE: nothing is changed. Give -e seawall_apply=true to apply.'
          if ansible_check_mode or not (seawall_apply | bool) else 'Changes are applied.' }}
  tasks:
    - name: Contain
      ansible.builtin.include_tasks: tasks/contain.yml
      when: seawall_contain | bool
    - name: Remove the TCP listener
      ansible.builtin.include_tasks: tasks/listener.yml
      when:
        - seawall_fix | bool
        - "'seawall_dockerd_hosts' in group_names"
  handlers:
    - name: Load the rules
      ansible.builtin.command:
        cmd: "{{ seawall_nft }} --file {{ seawall_rules_file | quote }}"
      changed_when: true
    - name: Restart the engine
      ansible.builtin.systemd:
        name: docker
        state: restarted
        daemon_reload: true
      when: seawall_restart | bool
`;
