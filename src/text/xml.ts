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
  const text = Object.entries(attributes).map(([key, value]) => attributeText(key, value));
  return `<${name}${text.join('')}>\n`;
}

function elementText(name: string, node: XmlNode): string {
  let attributes = '';
  let content = '';
  for (const key of Object.keys(node)) {
    const value = node[key] ?? '';
    if (key.startsWith('@')) attributes += attributeText(key, value);
    else if (key === '#text') content += xmlText(String(value));
    else if (isNode(value)) content += elementText(key, value);
    else if (typeof value === 'object') for (const item of value) content += elementText(key, item);
    else content += tagged(key, '', xmlText(String(value)));
  }
  return tagged(name, attributes, content);
}

function tagged(name: string, attributes: string, content: string): string {
  return content === '' ? `<${name}${attributes}/>` : `<${name}${attributes}>${content}</${name}>`;
}

/** @param key with its `@` */
function attributeText(key: string, value: XmlNode[string]): string {
  return ` ${key.slice(1)}="${xmlAttribute(String(value))}"`;
}

function isNode(value: XmlNode[string]): value is XmlNode {
  return typeof value === 'object' && !Array.isArray(value);
}
