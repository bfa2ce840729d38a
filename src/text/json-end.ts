/**
 * The end of the first JSON object or array in a stream of text. Judging by a whole value needs no end of the connection:
 * engines behind broken proxies send one and leave the rest of the answer out.
 */

/** Reads text piece by piece and says where the first object or array ended. */
export class JsonEnd {
  private depth = 0;
  private inString = false;
  private escaped = false;
  private read = 0;
  private state: 'before' | 'inside' | 'ended' | 'other' = 'before';

  /** The value has begun: blanks and a byte order mark may come before it. */
  get begun(): boolean {
    return this.state === 'inside' || this.state === 'ended';
  }

  /** @returns the offset behind the value, in UTF-16 units from the start of all text; undefined where it has not ended */
  add(text: string): number | undefined {
    if (this.state === 'ended' || this.state === 'other') return undefined;
    for (let i = 0; i < text.length; i += 1) {
      if (this.take(text.charCodeAt(i))) {
        this.state = 'ended';
        return this.read + i + 1;
      }
      if (this.isOther()) return undefined;
    }
    this.read += text.length;
    return undefined;
  }

  private isOther(): boolean {
    return this.state === 'other';
  }

  /** @returns whether the value ended here */
  private take(code: number): boolean {
    if (this.state === 'before') {
      if (isBlank(code)) return false;
      if (code !== OPEN_BRACE && code !== OPEN_BRACKET) {
        this.state = 'other';
        return false;
      }
      this.state = 'inside';
    }
    if (this.inString) {
      if (this.escaped) this.escaped = false;
      else if (code === BACKSLASH) this.escaped = true;
      else if (code === QUOTE) this.inString = false;
      return false;
    }
    if (code === QUOTE) this.inString = true;
    else if (code === OPEN_BRACE || code === OPEN_BRACKET) this.depth += 1;
    else if (code === CLOSE_BRACE || code === CLOSE_BRACKET) this.depth -= 1;
    return this.depth === 0;
  }
}

const [QUOTE, BACKSLASH] = [0x22, 0x5c];
const [OPEN_BRACE, CLOSE_BRACE, OPEN_BRACKET, CLOSE_BRACKET] = [0x7b, 0x7d, 0x5b, 0x5d];

/** Also the bytes of a byte order mark, read as UTF-8 or as Latin-1. */
function isBlank(code: number): boolean {
  return code === 0x20 || (code >= 0x09 && code <= 0x0d) || BYTE_ORDER_MARK.includes(code);
}

const BYTE_ORDER_MARK: readonly number[] = [0xfeff, 0xef, 0xbb, 0xbf];

/** The first JSON object or array of a text, without blanks before it and without what follows; undefined where none is whole. */
export function wholeJson(text: string): string | undefined {
  const end = new JsonEnd().add(text);
  return end === undefined ? undefined : text.slice(0, end).replace(/^[\s\uFEFF]+/, '');
}
