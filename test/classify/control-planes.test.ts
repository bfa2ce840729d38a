import { describe, expect, it } from 'vitest';
import { controlPlaneOf, namedPlane } from '../../src/classify/control-planes.ts';
import { read } from '../../src/classify/reading.ts';
import { rawBytes, record, respond } from '../fixtures/answers/build.ts';
import { caseNamed } from '../fixtures/answers/table.ts';

const reading = (name: string) => read(caseNamed(name).record);

describe('namedPlane', () => {
  it.each([
    ['F6 etcd', 'etcd'],
    ['F7 Kubernetes', 'kubernetes'],
    ['F8 registry', 'registry'],
    ['B7 Portainer', 'portainer'],
    ['engine port: Portainer agent', 'portainer-agent'],
    ['F10 other JSON', ''],
    ['A11 28.5', ''],
  ])('%s: %s', (name, product) => {
    expect(namedPlane(reading(name))).toBe(product);
  });
});

describe('controlPlaneOf', () => {
  it('tells a plain Kubernetes API from one in TLS', () => {
    expect(controlPlaneOf(reading('plane: Kubernetes'))?.variant).toBe('kubernetes');
    expect(controlPlaneOf(reading('plane: Kubernetes in plain'))?.variant).toBe('kubernetes-plain');
  });

  it('takes no bytes for HTTP/2 but a SETTINGS frame on stream 0', () => {
    const at = (bytes: string) => controlPlaneOf(read(record([rawBytes(Buffer.from(bytes, 'hex'))], { port: 1234 })));
    expect(at('000000040000000000')?.product).toBe('buildkit');
    for (const bytes of [
      '',
      '00',
      '0000000400000000',
      '000000060000000000',
      '000000040000000001',
      '474554202f76657273',
    ])
      expect(at(bytes), bytes).toBeUndefined();
  });

  it('leaves what has the marks of an engine to the other rules', () => {
    const marked = respond(
      404,
      [
        ['Docker-Distribution-Api-Version', 'registry/2.0'],
        ['Api-Version', '1.51'],
      ],
      '',
    );
    expect(controlPlaneOf(read(record([marked], { port: 5000 })))).toBeUndefined();
  });
});
