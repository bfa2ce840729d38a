/** Tasks that take the TCP listener out of the engine's settings, wherever it is set, with a copy of each file kept. */

export const LISTENER = String.raw`---
- name: Look for units and option files that name a listener on the network
  ansible.builtin.find:
    paths: "{{ item.folder }}"
    patterns: "{{ item.pattern }}"
    contains: '[^#]*(?:(?:-H|--host)(?:=|[ \t]+)["'']?(?!["'']?(?:unix|fd|npipe)://)\S|-Htcp://)'
  loop: "{{ seawall_places }}"
  loop_control:
    label: "{{ item.folder }}/{{ item.pattern }}"
  register: seawall_found

- name: Look for daemon.json
  ansible.builtin.stat:
    path: "{{ seawall_daemon_json }}"
  register: seawall_json

- name: Read daemon.json
  ansible.builtin.slurp:
    src: "{{ seawall_daemon_json }}"
  register: seawall_json_text
  when: seawall_json.stat.exists

- name: Ask the unit what it passes
  ansible.builtin.command:
    cmd: "{{ seawall_systemctl }} cat docker.service"
  register: seawall_unit
  changed_when: false
  failed_when: false
  check_mode: false

- name: Ask whether the engine can check its settings
  ansible.builtin.command:
    cmd: "{{ seawall_dockerd }} --help"
  register: seawall_help
  changed_when: false
  failed_when: false
  check_mode: false

- name: Work out what daemon.json says and shall say
  ansible.builtin.set_fact:
    seawall_settings: "{{ seawall_parsed }}"
    seawall_hosts: "{{ seawall_parsed.hosts | default([]) }}"
    seawall_hosts_left: "{{ seawall_parsed.hosts | default([]) | select('match', '(unix|fd|npipe)://') | list }}"
    seawall_unit_listens: "{{ seawall_unit.stdout | default('') is search('ExecStart=.*\\s(-H|--host)[= ]') }}"
  vars:
    seawall_parsed: "{{ (((seawall_json_text.content | b64decode | trim) or '{}') | from_json) if seawall_json.stat.exists else {} }}"

- name: Refuse what cannot be understood
  ansible.builtin.assert:
    that:
      - seawall_settings is mapping
      - seawall_hosts is sequence and seawall_hosts is not string
    fail_msg: "{{ seawall_daemon_json }} is no object, or its hosts are no list: fix it by hand"
    quiet: true

- name: Take the TCP listeners out of daemon.json
  ansible.builtin.copy:
    content: "{{ seawall_new | to_nice_json(indent=2) }}\n"
    dest: "{{ seawall_daemon_json }}"
    mode: "{{ seawall_json.stat.mode }}"
    backup: true
    validate: >-
      {{ seawall_dockerd ~ ' --validate --config-file %s' if '--validate' in seawall_help.stdout | default('')
      else ansible_python_interpreter | default('python3') ~ ' -m json.tool %s' }}
  vars:
    # Listeners in the unit and in this file together do not start.
    seawall_rest: "{{ dict(seawall_settings | dict2items | rejectattr('key', 'equalto', 'hosts') | map(attribute='key')
      | zip(seawall_settings | dict2items | rejectattr('key', 'equalto', 'hosts') | map(attribute='value'))) }}"
    seawall_wanted: "{{ seawall_hosts_left if seawall_hosts_left | length > 0 else [seawall_default_socket] }}"
    seawall_new: "{{ seawall_rest if seawall_unit_listens else seawall_rest | combine({'hosts': seawall_wanted}) }}"
  when: seawall_hosts | length > seawall_hosts_left | length
  notify: Restart the engine

- name: Take the TCP listeners out of units and option files
  ansible.builtin.replace:
    path: "{{ item }}"
    regexp: '[ \t]*(?:{{ seawall_quoted }}|{{ seawall_flag }}(?:{{ seawall_value }})|-Htcp://[^\s"''\\]+)'
    replace: ""
    backup: true
  loop: "{{ seawall_found.results | map(attribute='files') | flatten | map(attribute='path') | unique }}"
  register: seawall_units
  vars:
    seawall_quoted: '"(?:-H|--host)[= ]?tcp://[^"\s]*"'
    seawall_flag: '(?:-H|--host)(?:=|[ \t]+)'
    seawall_value: '"{{ seawall_outside }}[^"\s]*"|''{{ seawall_outside }}[^''\s]*''|{{ seawall_outside }}[^\s"''\\]+'
    seawall_outside: '(?!(?:unix|fd|npipe)://)'
  notify: Restart the engine

- name: Give units that have no listener left the one of systemd
  ansible.builtin.replace:
    path: "{{ item }}"
    regexp: '^(ExecStart=\S*dockerd)(?!(?s:.*)(?:-H|--host))'
    replace: '\1 -H {{ seawall_unit_listener }}'
  loop: "{{ seawall_changed | select('search', '\\.(conf|service)$') | list }}"
  vars:
    seawall_changed: "{{ seawall_units.results | default([]) | selectattr('changed') | map(attribute='item') }}"
  when: seawall_hosts | length == 0
  notify: Restart the engine

- name: Look for what is not ours to change
  ansible.builtin.find:
    paths: "{{ item.folder }}"
    patterns: "{{ item.pattern }}"
    contains: '[^#]*(?:(?:-H|--host)[= ]\S*tcp://|ListenStream=.*237[56])'
  loop: "{{ seawall_vendor_places }}"
  loop_control:
    label: "{{ item.folder }}/{{ item.pattern }}"
  register: seawall_vendor

- name: Say what is left to do by hand
  ansible.builtin.debug:
    msg: "By hand, in a drop-in: {{ seawall_vendor.results | map(attribute='files') | flatten | map(attribute='path') | join(', ') }}"
  when: seawall_vendor.results | map(attribute='files') | flatten | length > 0

- name: Say that the engine goes on as before until it is restarted
  ansible.builtin.debug:
    msg: The engine goes on listening until it is restarted. Keep the evidence first, then give -e seawall_restart=true.
  when: not (seawall_restart | bool)
`;
