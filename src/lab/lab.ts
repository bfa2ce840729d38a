/** A lab of exposures on loopback: one endpoint for each verdict, product and kind of answer that needs no extra software. */

import { formatV4, parseV4 } from '../domain/address.ts';
import type { Product } from '../domain/engine.ts';
import { SeawallError } from '../domain/errors.ts';
import type { Severity, Verdict } from '../domain/verdicts.ts';
import { createCertificate } from './certificates.ts';
import { controlPlanes } from './control-planes.ts';
import { encrypted } from './encrypted.ts';
import { ENGINES, type Exhibit } from './engine-exhibits.ts';
import { guards } from './guards.ts';
import { odd } from './odd.ts';
import { oddEngines } from './odd-engines.ts';
import { oddCertificates, oddTls } from './odd-tls.ts';
import { OTHERS } from './others.ts';
import { type Listening, listen } from './serve.ts';
import { unclearAnswers } from './unclear.ts';

/** An endpoint of the lab, and what an audit must say of it. */
export interface LabEndpoint {
  address: string;
  port: number;
  name: string;
  shows: string;
  verdict: Verdict;
  severity: Severity;
  product: Product;
  version: string;
}

export interface Lab {
  endpoints: LabEndpoint[];
  close(): Promise<void>;
}

export interface LabOptions {
  /** First address; one more is used for each endpoint. */
  first?: string;
  /** Milliseconds that the broken plug-in takes; a real one takes 15,000. Other slow exhibits take a multiple of it. */
  delay?: number;
}

/** @throws SeawallError LAB_ADDRESS_IN_USE, LAB_UNAVAILABLE, USAGE for an address outside 127.0.0.0/8 */
export async function startLab({ first = '127.0.0.10', delay = 2_000 }: LabOptions): Promise<Lab> {
  const start = parseV4(first);
  if (start < 0x7f000001 || start > 0x7fffff00) {
    throw new SeawallError({
      code: 'USAGE',
      message: `the lab lives on loopback alone: '${first}' is not an address from 127.0.0.1 to 127.255.255.0`,
    });
  }
  const now = Date.now();
  const certificate = await createCertificate('docker-lab', [first], now);
  const exhibits: Exhibit[] = [
    ...ENGINES,
    ...encrypted(certificate),
    ...guards(certificate, delay),
    ...OTHERS,
    ...controlPlanes(certificate),
    ...odd(),
    ...oddEngines(delay),
    ...oddTls(await oddCertificates(certificate, now), delay),
    ...unclearAnswers(),
  ];
  const listening: Listening[] = [];
  const endpoints: LabEndpoint[] = [];
  const close = async (): Promise<void> => void (await Promise.all(listening.map((server) => server.close())));
  try {
    for (const [i, { behave, greeting, port = 2375, product = '', version = '', ...rest }] of exhibits.entries()) {
      const address = formatV4(start + i);
      const greet =
        greeting === undefined ? undefined : (stream: NodeJS.WritableStream): void => void stream.write(greeting);
      listening.push(await listen(address, port, behave, greet));
      endpoints.push({
        address,
        port,
        name: rest.name,
        shows: rest.shows,
        verdict: rest.verdict,
        severity: rest.severity,
        product,
        version,
      });
    }
  } catch (error) {
    await close();
    throw error;
  }
  return { endpoints, close };
}
