/** `README.md` of the playbook. */

export const README = String.raw`# Containing and fixing exposed engines with Ansible

Needs ansible-core 2.14 or later on your side, Python 3 on the hosts, and nothing from Galaxy.

Look first. Nothing is changed; the differences are shown:

~~~
ansible-playbook -i inventory.yml playbook.yml -e '{"seawall_admin_networks": ["10.1.0.0/16", "fd00:1::/64"]}'
~~~

Then contain, on one host, and on the others after it:

~~~
ansible-playbook -i inventory.yml playbook.yml -l HOST -e '{"seawall_admin_networks": ["10.1.0.0/16"]}' \
  -e seawall_fix=false -e seawall_apply=true
~~~

Keep the evidence (the pages of the format "remediation" say which) **before** the engine is restarted. Then fix, with a
restart in a quiet hour:

~~~
ansible-playbook -i inventory.yml playbook.yml -l HOST -e '{"seawall_admin_networks": ["10.1.0.0/16"]}' \
  -e seawall_apply=true -e seawall_restart=true
~~~

| variable | default | meaning |
| --- | --- | --- |
| ${'`seawall_admin_networks`'} | none, and needed | who may still reach the port; a list of addresses or networks, both families |
| ${'`seawall_apply`'} | false | without it everything runs in check mode |
| ${'`seawall_contain`, `seawall_fix`'} | true | which half is done |
| ${'`seawall_restart`'} | false | restart the engine where its settings changed; until then it goes on listening |
| ${'`seawall_firewall`'} | auto | ${'`nftables`'} where nft is there, else ${'`iptables`'} |
| ${'`seawall_become`'} | true | use sudo |

What it does:

- **Containment**: a table (${'`inet seawall`'}) or a chain (${'`SEAWALL`'}) of its own, for IPv4 and IPv6; sessions that are open already are cut too.
  With nftables it also covers ports that a container publishes; with iptables it covers INPUT alone. To undo:
  ${'`nft delete table inet seawall`'}, or delete the rule in INPUT that leads to SEAWALL. It is gone after the next start of the machine.
- **Fixing**, for hosts whose dockerd listens itself: TCP entries go out of daemon.json, drop-ins and option files. A copy of
  each file is kept beside it; daemon.json is checked before it is put in place. To undo, put the copy back.
- It also contains hosts that were exposed and were not seen again (${'`seawall_unverified: true`'} in the inventory): not seen is not fixed.
- It leaves alone: hosts that are not exposed, accepted findings, declared decoys, units of the package (it names them), and
  Podman, proxies, Windows and Docker Desktop beyond their firewall.

Verify from the vantage point that found it, twice, not sooner than 60 seconds after the restart: ${'`seawall verify`'}.
`;
