/** `mtls.sh`: a CA, a server and client certificates for one engine. Its own text says how it is used. */

export const MTLS_SCRIPT = String.raw`#!/bin/sh
# Makes a CA, a server certificate and client certificates for a Docker Engine that must stay on TCP, and prints the
# settings. Needs openssl. Run it on a machine that is not the engine's: the CA's key must never lie there.
#
#   sh mtls.sh -d ./pki -s build-7.example.org -a 10.0.0.7 -c alice -c ci
#
#   -d DIR    new folder for everything that is made            (needed)
#   -s NAME   a name that clients use for the server; repeat    (a name or an address is needed)
#   -a ADDR   an address that clients use; repeat
#   -c NAME   a client certificate for this person or program; repeat
#   -D DAYS   life of server and client certificates            (90)
#   -C DAYS   life of the CA                                    (825)
#
# Exit status: 0 made, 1 openssl failed, 2 usage, or something is in the way: nothing is ever overwritten.

set -eu
umask 077

fail() {
  printf 'mtls.sh: %s\n' "$1" >&2
  exit 2
}

number() {
  case $1 in
    '' | *[!0-9]* | 0* | ?????*) fail "$2: give a number of days, 1 to 9999" ;;
  esac
}

dir='' names='' clients='' first='' days=90 ca_days=825
while getopts d:s:a:c:D:C: option; do
  case $option in
    d) dir=$OPTARG ;;
    s)
      case $OPTARG in
        '' | -* | *[!A-Za-z0-9.-]*) fail "-s: '$OPTARG' is no host name" ;;
      esac
      names="$names,DNS:$OPTARG" first=$(printf '%s' "$first:$OPTARG" | sed 's/^://;s/:.*//')
      ;;
    a)
      case $OPTARG in
        '' | *[!0-9A-Fa-f.:]*) fail "-a: '$OPTARG' is no address" ;;
      esac
      names="$names,IP:$OPTARG"
      ;;
    c)
      case $OPTARG in
        '' | -* | .* | server | ca | *[!A-Za-z0-9._-]*) fail "-c: '$OPTARG': give letters, digits, dots, hyphens" ;;
      esac
      case " $clients " in
        *" $OPTARG "*) fail "-c: '$OPTARG' twice" ;;
      esac
      clients="$clients $OPTARG"
      ;;
    D) number "$OPTARG" -D && days=$OPTARG ;;
    C) number "$OPTARG" -C && ca_days=$OPTARG ;;
    *) fail 'usage: sh mtls.sh -d DIR -s NAME -a ADDRESS -c CLIENT [-D DAYS] [-C DAYS]' ;;
  esac
done
shift $((OPTIND - 1))
[ $# -eq 0 ] || fail "what is '$1'?"
[ -n "$dir" ] || fail '-d: name a folder that does not exist yet'
[ -n "$names" ] || fail 'give the name (-s) or the address (-a) that clients use for the server'
[ -n "$clients" ] || fail 'give at least one client (-c)'
[ ! -e "$dir" ] && [ ! -h "$dir" ] || fail "$dir exists already: nothing is overwritten"
command -v openssl >/dev/null || fail 'openssl is not installed'
mkdir -- "$dir" || fail "cannot make $dir"
cd -- "$dir"

key() {
  openssl ecparam -name prime256v1 -genkey -noout -out "$1"
  chmod 0400 "$1"
}

# request NAME SUBJECT EXTENSIONS: a key and a certificate that the CA signs
request() {
  key "$1-key.pem"
  openssl req -new -sha256 -key "$1-key.pem" -subj "/CN=$2" -out "$1.csr"
  printf '%s\n' "$3" >"$1.ext"
  openssl x509 -req -sha256 -days "$days" -in "$1.csr" -CA ca.pem -CAkey ca-key.pem \
    -set_serial "0x$(openssl rand -hex 16 | sed 's/^./1/')" -extfile "$1.ext" -out "$1-cert.pem" 2>openssl.log || {
    cat openssl.log >&2
    exit 1
  }
  rm -f -- "$1.csr" "$1.ext" openssl.log
  chmod 0444 "$1-cert.pem"
}

key ca-key.pem
cat >ca.cnf <<'END'
[req]
distinguished_name = name
x509_extensions = ca
prompt = no
[name]
CN = Docker Engine clients
[ca]
basicConstraints = critical,CA:TRUE,pathlen:0
keyUsage = critical,keyCertSign,cRLSign
subjectKeyIdentifier = hash
END
openssl req -x509 -new -sha256 -days "$ca_days" -key ca-key.pem -config ca.cnf -out ca.pem
rm -f ca.cnf
chmod 0444 ca.pem

common='basicConstraints = critical,CA:FALSE
keyUsage = critical,digitalSignature
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid'
request server "$(printf '%s' "$first" | cut -c1-60 | sed 's/^$/docker-engine/')" "$common
extendedKeyUsage = serverAuth
subjectAltName = $(printf '%s' "$names" | sed 's/^,//')"
for client in $clients; do
  request "client-$client" "$client" "$common
extendedKeyUsage = clientAuth"
done

cat <<'END'
Made. On the host, as root, with these three files in /etc/docker/tls (the key 0400):

    ca.pem  server-cert.pem  server-key.pem

put this into /etc/docker/daemon.json, with the host's private address, and no -H in the unit:

{
  "hosts": ["unix:///var/run/docker.sock", "tcp://PRIVATE_ADDRESS:2376"],
  "tlsverify": true,
  "tlscacert": "/etc/docker/tls/ca.pem",
  "tlscert": "/etc/docker/tls/server-cert.pem",
  "tlskey": "/etc/docker/tls/server-key.pem"
}

Each client needs ca.pem, its own client-NAME-cert.pem as cert.pem and client-NAME-key.pem as key.pem. Whoever holds
such a key is root on the host. Keep ca-key.pem offline: who holds it can make more of them.
END
`;
