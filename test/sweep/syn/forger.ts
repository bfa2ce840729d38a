/**
 * A liar for the lab: sees every SYN to port 2375 of 10.77.2.0/28 before the packet rules do, and answers as the last part of
 * the address says. Only 6, 7 and 10 answer as an honest host or router would, each of them too often.
 */
export const FORGER = `
import { AF_INET, AF_PACKET, openLibc, SOCK_DGRAM, SOCK_RAW } from './dist/sweep/libc.js';
const libc = openLibc();
const out = libc.socket(AF_INET, SOCK_RAW, 255);
// All protocols, in network order: they include what the rules drop later.
const ear = libc.socket(AF_PACKET, SOCK_DGRAM, 0x0300);
const packet = libc.allocate(256), name = libc.allocate(16), heard = libc.allocate(2048);
const ME = 0x0a090001;

function send(protocol, source, payload) {
  const { view, bytes } = packet;
  bytes.fill(0);
  view.setUint16(0, 0x4500); view.setUint16(2, 20 + payload.length);
  view.setUint8(8, 64); view.setUint8(9, protocol);
  view.setUint32(12, source); view.setUint32(16, ME);
  bytes.set(payload, 20);
  name.view.setUint16(0, AF_INET, true); name.view.setUint32(4, ME);
  libc.connect(out, name.address, 16);
  libc.send(out, packet.address, 20 + payload.length, 0);
}
function tcp(source, to, acknowledged, flags) {
  const view = new DataView(new ArrayBuffer(20));
  view.setUint16(0, 2375); view.setUint16(2, to);
  view.setUint32(4, 77); view.setUint32(8, acknowledged >>> 0);
  view.setUint8(12, 0x50); view.setUint8(13, flags); view.setUint16(14, 1000);
  send(6, source, new Uint8Array(view.buffer));
}
function icmp(type, code, source, quoted) {
  const message = new Uint8Array(8 + quoted.length);
  message.set([type, code]); message.set(quoted, 8);
  let sum = 0;
  for (let i = 0; i < message.length; i += 2) sum += (message[i] << 8) | (message[i + 1] ?? 0);
  while (sum >> 16) sum = (sum & 0xffff) + (sum >> 16);
  message[2] = (~sum >> 8) & 255; message[3] = ~sum & 255;
  send(1, source, message);
}

console.log('ready');
for (;;) {
  const length = libc.recv(ear, heard.address, 2048, 0);
  const { view, bytes } = heard;
  const target = view.getUint32(16);
  if (length < 40 || bytes[0] !== 0x45 || bytes[9] !== 6 || target >>> 4 !== 0x0a4d0200 >>> 4) continue;
  if (view.getUint16(22) !== 2375 || bytes[33] !== 2) continue;
  const port = view.getUint16(20), right = (view.getUint32(24) + 1) >>> 0;
  const quoted = bytes.slice(0, 28), wrong = bytes.slice(0, 28);
  wrong[27] ^= 1;
  const other = 61440 + ((port + 1) & 4095);
  const act = {
    0: () => { for (let i = 1; i < 50; i++) { tcp(target, port, right - i, 0x12); tcp(target, port, right + i, 0x12); } },
    1: () => tcp(target, port, right, 0x04),
    2: () => tcp(0x0a4d0502, port, right, 0x12),
    3: () => tcp(target, other, right, 0x12),
    4: () => tcp(0x0a4d0205, port, right, 0x12),
    6: () => { for (let i = 0; i < 50; i++) tcp(target, port, right, 0x12); tcp(target, port, right, 0x14); },
    7: () => { tcp(target, port, right, 0x14); for (let i = 0; i < 50; i++) tcp(target, port, right, 0x12); },
    8: () => icmp(3, 1, 0x0a090002, wrong),
    9: () => icmp(11, 0, 0x0a090002, quoted),
    10: () => { for (let i = 0; i < 50; i++) icmp(3, 1, 0x0a090002, quoted); },
    11: () => icmp(3, 4, 0x0a090002, quoted),
    12: () => { tcp(target, port, right, 0x02); tcp(target, port, right, 0x10); tcp(target, port, right, 0x16); },
    13: () => icmp(3, 1, 0x0a090002, quoted.subarray(0, 24)),
    14: () => { quoted[0] = 0x41; icmp(3, 1, 0x0a090002, quoted); },
  }[target & 15];
  act?.();
}
`;
