/** The one door to the YAML library: scope files are read with it, Kubernetes objects are written with it. */

export { isMap, isSeq, LineCounter, type Node, parseAllDocuments, stringify } from 'yaml';
