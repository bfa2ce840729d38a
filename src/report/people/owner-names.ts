/** Folder names for owners, on any file system. Owners are free text of scope files. */

import { createHash } from 'node:crypto';

const MAX_NAME_CHARACTERS = 60;
/** Names that Windows gives to devices, also with an extension. */
const DEVICES = /^(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$)$/i;
/** The ending of a name that looks like one of our own. */
const HASHED = /-[0-9a-f]{8}$/;

/**
 * A name for each owner: letters, digits and single hyphens, never two that differ in case alone. An owner keeps the
 * name from run to run, unless another one comes that would have the same.
 */
export function nameOwners(owners: Iterable<string>): Map<string, string> {
  const plain = new Map([...new Set(owners)].map((owner) => [owner, plainName(owner)]));
  const uses = new Map<string, number>();
  for (const name of plain.values()) uses.set(keyOf(name), (uses.get(keyOf(name)) ?? 0) + 1);
  return new Map(
    [...plain].map(([owner, name]) => {
      const clear = uses.get(keyOf(name)) === 1 && !HASHED.test(name) && !DEVICES.test(name) && name !== '';
      return [owner, clear ? name : `${name === '' ? 'owner' : name}-${hashOf(owner)}`];
    }),
  );
}

function plainName(owner: string): string {
  const words = owner
    .normalize('NFC')
    .slice(0, 4 * MAX_NAME_CHARACTERS)
    .replace(/[^\p{L}\p{M}\p{N}]+/gu, '-');
  return cut(words).replace(/^-+|-+$/g, '');
}

/** Within 60 characters and 180 bytes: names have 255 bytes on most file systems. */
function cut(text: string): string {
  let name = '';
  let bytes = 0;
  for (const character of [...text].slice(0, MAX_NAME_CHARACTERS)) {
    bytes += Buffer.byteLength(character);
    if (bytes > 3 * MAX_NAME_CHARACTERS) break;
    name += character;
  }
  return name;
}

/** As file systems that fold case and forms compare names. */
function keyOf(name: string): string {
  return name.normalize('NFKC').toUpperCase().toLowerCase().normalize('NFKC');
}

function hashOf(owner: string): string {
  return createHash('sha256').update(owner).digest('hex').slice(0, 8);
}
