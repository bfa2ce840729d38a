/** A writer of DER (X.690), the encoding of certificates: as much of it as a small certificate needs. */

const CONSTRUCTED = 0x20;
const CONTEXT = 0x80;
/** Content shorter than this has its length in one byte. */
const LONG_FORM = 0x80;

/** Tag, length and content. @param tag below 31, with its class and form */
function encode(tag: number, content: Buffer): Buffer {
  const { length } = content;
  if (length < LONG_FORM) return Buffer.concat([Buffer.from([tag, length]), content]);
  const digits = Buffer.from(length.toString(16).padStart(length > 0xff ? 4 : 2, '0'), 'hex');
  return Buffer.concat([Buffer.from([tag, LONG_FORM | digits.length]), digits, content]);
}

export function sequence(...parts: readonly Buffer[]): Buffer {
  return encode(0x10 | CONSTRUCTED, Buffer.concat(parts));
}

export function set(...parts: readonly Buffer[]): Buffer {
  return encode(0x11 | CONSTRUCTED, Buffer.concat(parts));
}

/** @param value 0 to 127 */
export function smallInteger(value: number): Buffer {
  return encode(0x02, Buffer.from([value]));
}

export function nothing(): Buffer {
  return encode(0x05, Buffer.alloc(0));
}

export function utf8String(text: string): Buffer {
  return encode(0x0c, Buffer.from(text, 'utf8'));
}

export function octetString(content: Buffer): Buffer {
  return encode(0x04, content);
}

/** @param content whole bytes */
export function bitString(content: Buffer): Buffer {
  return encode(0x03, Buffer.concat([Buffer.from([0]), content]));
}

/** `1.2.840.10045.4.3.2` */
export function objectIdentifier(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number);
  return encode(0x06, Buffer.from([40 * first + second, ...rest].flatMap(base128)));
}

/** Seven bits a byte; every byte but the last has its highest bit set. */
function base128(value: number): number[] {
  const bytes = [value & 0x7f];
  for (let left = value >>> 7; left > 0; left >>>= 7) bytes.unshift((left & 0x7f) | 0x80);
  return bytes;
}

/** Whole seconds, UTC: UTCTime to the year 2049, GeneralizedTime after it (RFC 5280, 4.1.2.5). @param time milliseconds */
export function timeOf(time: number): Buffer {
  const digits = `${new Date(time).toISOString().slice(0, 19).replace(/\D/g, '')}Z`;
  return digits < '2050' ? encode(0x17, Buffer.from(digits.slice(2))) : encode(0x18, Buffer.from(digits));
}

/** `[number] EXPLICIT`: around a whole value. */
export function explicit(number: number, value: Buffer): Buffer {
  return encode(CONTEXT | CONSTRUCTED | number, value);
}

/** `[number] IMPLICIT`: instead of the tag of a simple value. */
export function implicit(number: number, content: Buffer): Buffer {
  return encode(CONTEXT | number, content);
}
