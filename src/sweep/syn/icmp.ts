/** Codes of ICMP "destination unreachable" as states, in the words that the kernel gives to a connection (icmp(7), RFC 4443). */

interface ErrorMeaning {
  state: 'closed' | 'unreachable';
  reason: string;
}

const REFUSED: ErrorMeaning = { state: 'closed', reason: 'ECONNREFUSED' };
const NETWORK: ErrorMeaning = { state: 'unreachable', reason: 'ENETUNREACH' };
const HOST: ErrorMeaning = { state: 'unreachable', reason: 'EHOSTUNREACH' };
const PROTOCOL: ErrorMeaning = { state: 'unreachable', reason: 'ENOPROTOOPT' };

/** By code, as `icmp_err_convert` of net/ipv4/icmp.c has them; 4, "fragmentation needed", is no answer to a SYN. */
const V4: readonly (ErrorMeaning | undefined)[] = [
  NETWORK, // network
  HOST, // host
  PROTOCOL,
  REFUSED, // port
  undefined, // fragmentation needed
  HOST, // source route failed
  NETWORK, // network unknown
  HOST, // host unknown
  HOST, // host isolated
  NETWORK, // network prohibited
  HOST, // host prohibited
  NETWORK, // network, for this type of service
  HOST, // host, for this type of service
  HOST, // filtered
  HOST, // precedence violation
  HOST, // precedence cut off
];

/** As `tab_unreach` of net/ipv6/icmp.c has them. */
const V6: readonly (ErrorMeaning | undefined)[] = [
  NETWORK, // no route
  { state: 'unreachable', reason: 'EACCES' }, // prohibited
  HOST, // beyond the scope of the source
  HOST, // address
  REFUSED, // port
  { state: 'unreachable', reason: 'EACCES' }, // source address failed a policy
  { state: 'unreachable', reason: 'EACCES' }, // reject route
];

export function unreachableReason(v6: boolean, code: number): ErrorMeaning | undefined {
  return (v6 ? V6 : V4)[code];
}
