/** Tasks that close the port in the host's firewall, for both families, and can be taken back with one command. */

export const CONTAIN = `---
- name: Look for nftables
  ansible.builtin.command:
    cmd: "{{ seawall_nft }} --version"
  register: seawall_nft_found
  changed_when: false
  failed_when: false
  check_mode: false

- name: Contain with nftables
  ansible.builtin.include_tasks: contain-nftables.yml
  when: seawall_firewall == 'nftables' or (seawall_firewall == 'auto' and seawall_nft_found.rc == 0)

- name: Contain with iptables
  ansible.builtin.include_tasks: contain-iptables.yml
  when: seawall_firewall == 'iptables' or (seawall_firewall == 'auto' and seawall_nft_found.rc != 0)
`;

export const CONTAIN_NFTABLES = `---
- name: Write the rules
  ansible.builtin.template:
    src: containment.nft.j2
    dest: "{{ seawall_rules_file }}"
    mode: "0600"
    validate: "{{ seawall_nft }} --check --file %s"
  notify: Load the rules

- name: See whether they are loaded
  ansible.builtin.command:
    cmd: "{{ seawall_nft }} list table inet seawall"
  register: seawall_table
  changed_when: seawall_table.rc != 0
  failed_when: false
  check_mode: false
  notify: Load the rules

- name: Load them now
  ansible.builtin.meta: flush_handlers
`;

/** A table of its own: a drop there is final, also where other tables accept. */
export const NFT_TEMPLATE = `# Written by the playbook of Seawall. To undo: nft delete table inet seawall
table inet seawall
delete table inet seawall
table inet seawall {
  chain engine {
    iifname "lo" return
{% set v6 = seawall_admin_networks | select('search', ':') | list %}
{% set v4 = seawall_admin_networks | reject('search', ':') | list %}
{% if v4 | length > 0 %}
    ip saddr { {{ v4 | join(', ') }} } return
{% endif %}
{% if v6 | length > 0 %}
    ip6 saddr { {{ v6 | join(', ') }} } return
{% endif %}
    counter drop
  }
  # The listener of the engine itself is a process of this host.
  chain input {
    type filter hook input priority -10; policy accept;
    tcp dport { {{ seawall_ports | join(', ') }} } jump engine
  }
  # A container that publishes the port is forwarded to, and never seen by input.
  chain forward {
    type filter hook forward priority -10; policy accept;
    ct status dnat meta l4proto tcp ct original proto-dst { {{ seawall_ports | join(', ') }} } jump engine
  }
}
`;

export const CONTAIN_IPTABLES = `---
- name: Make a chain of our own
  ansible.builtin.iptables:
    chain: SEAWALL
    chain_management: true
    ip_version: "{{ item }}"
  loop: [ipv4, ipv6]

- name: Let the networks of administrators pass
  ansible.builtin.iptables:
    chain: SEAWALL
    action: insert
    source: "{{ item }}"
    jump: RETURN
    ip_version: "{{ 'ipv6' if ':' in item else 'ipv4' }}"
  loop: "{{ seawall_admin_networks }}"

- name: Refuse everybody else
  ansible.builtin.iptables:
    chain: SEAWALL
    jump: DROP
    ip_version: "{{ item }}"
  loop: [ipv4, ipv6]

- name: Send the ports through it
  ansible.builtin.iptables:
    chain: INPUT
    action: insert
    in_interface: "!lo"
    protocol: tcp
    destination_ports: "{{ seawall_ports | map('string') | list }}"
    jump: SEAWALL
    ip_version: "{{ item }}"
  loop: [ipv4, ipv6]
`;
