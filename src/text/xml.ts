/** Writes XML one element at a time, so that a large document is never one string. */

import { xmlAttribute, xmlText } from './escape.ts';

/** Keys that begin with `@` are attributes, `#text` is text, others are elements; a list repeats its element. */
export interface XmlNode {
  [name: string]: string | number | XmlNode | readonly XmlNode[];
}

export const XML_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n';

/** A whole element, ended by a line break. Names are the caller's own; every value may be hostile. */
export function xmlElement(name: string, node: XmlNode): string {
  return `${elementText(name, node)}\n`;
}

/** The start tag of an element whose content is written piece by piece. */
export function openTag(name: string, attributes: XmlNode): string {
  return `<${name}${attributesText(attributes)}>\n`;
}

function elementText(name: string, node: XmlNode): string {
  const content = contentText(node);
  const start = `<${name}${attributesText(node)}`;
  return content === '' ? `${start}/>` : `${start}>${content}</${name}>`;
}

function attributesText(node: XmlNode): string {
  let text = '';
  for (const [name, value] of Object.entries(node)) {
    if (name.startsWith('@')) text += ` ${name.slice(1)}="${xmlAttribute(String(value))}"`;
  }
  return text;
}

function contentText(node: XmlNode): string {
  let text = '';
  for (const [name, value] of Object.entries(node)) {
    if (name.startsWith('@')) continue;
    if (name === '#text') text += xmlText(String(value));
    else if (Array.isArray(value)) for (const item of value) text += elementText(name, item);
    else text += elementText(name, isNode(value) ? value : { '#text': value });
  }
  return text;
}

function isNode(value: XmlNode[string]): value is XmlNode {
  return typeof value === 'object' && !Array.isArray(value);
}
