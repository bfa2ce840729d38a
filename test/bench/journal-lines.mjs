// Journals for benchmarks. Build first.

const AT = '2026-03-01T02:00:00.000Z';

/**
 * The same journal every time: engines of many releases, refusals, demands for certificates, and other services.
 * @param engines share of the endpoints
 * @param isGone whether the i-th of them is refused in this run
 */
export async function journalLines({ size, engines, run, at = AT, isGone = () => false }) {
  const { parseScope } = await import('../../dist/scope/scope.js');
  const random = mulberry32(7);
  const ranges = Array.from({ length: 8 }, (_, i) => `  - { range: 10.${i}.0.0/16, owner: team ${i} }\n`).join('');
  const head =
    'authorization: { by: ciso, reference: B-1, from: 2026-01-01, until: 2036-12-31 }\ncontact: b@localhost\n';
  const text = `${head}ranges:\n${ranges}`;
  const scope = parseScope([{ file: 'bench.yaml', text }], { now: Date.parse(AT), maxAddresses: 2 ** 24 });
  const options = { engine: 'connect', ports: [], rate: null, prefixRate: null, concurrency: 1, threads: 1, probes: 1 };
  Object.assign(options, {
    timeout: 100,
    retries: 0,
    seed: 1,
    shard: { index: 1, count: 1 },
    maxDuration: null,
    minCoverage: 0,
  });
  const start = {
    kind: 'start',
    schema: 'seawall.journal/1',
    run,
    version: '0.1.0',
    at,
    vantage: 'default',
    options,
    scope,
  };
  const lines = [start];
  for (let i = 0; i < size; i += 1) {
    const range = i & 7;
    const host = Math.floor(i / 8);
    const endpoint = {
      address: `10.${range}.${(host >> 8) & 255}.${host & 255}`,
      port: 2375,
      range,
      position: i,
      at,
    };
    const attempts = attemptsOf(random, engines, at);
    if (isGone(i)) {
      const { address, port } = endpoint;
      lines.push({ kind: 'watched', address, port, state: 'closed', reason: 'ECONNREFUSED' });
      continue;
    }
    lines.push({ kind: 'open', open: { ...endpoint, state: 'open' } });
    lines.push({ kind: 'probe', probe: { ...endpoint, attempts } });
  }
  const opens = [0, 1, 2, 3, 4, 5, 6, 7].map((range) => [range, 'open', Math.ceil((size - range) / 8)]);
  const closed = [0, 1, 2, 3, 4, 5, 6, 7].map((range) => [range, 'closed', 2 * 65_536 - Math.ceil((size - range) / 8)]);
  lines.push({ kind: 'checkpoint', at, position: scope.endpoints, counts: [...opens, ...closed], notTested: [] });
  lines.push({ kind: 'end', at, reasons: [] });
  return `${lines.map((line) => JSON.stringify(line)).join('\n')}\n`;
}

function attemptsOf(random, engines, at) {
  const isEngine = random() < engines;
  const kind = random();
  const plain = { purpose: 'first', at, elapsed: 1 + Math.floor(random() * 90), transport: 'plain' };
  if (isEngine) return [{ ...plain, end: 'answered', http: engine(random) }];
  if (kind < 0.25) {
    const tls = { established: true, protocol: 'TLSv1.3', cipher: 'TLS_AES_128_GCM_SHA256', alert: 116, keyed: true };
    return [{ ...plain, transport: 'tls', end: 'tls-refused', tls }];
  }
  if (kind < 0.5)
    return [{ ...plain, end: 'answered', http: page(401, [['WWW-Authenticate', 'Basic realm="x"']], '') }];
  if (kind < 0.75)
    return [{ ...plain, end: 'unparsable', raw: { encoding: 'utf8', data: 'SSH-2.0-OpenSSH_9.2\r\n', total: 21 } }];
  return [
    { ...plain, end: 'answered', http: page(200, [['Server', 'nginx/1.24.0']], '<html><title>x</title></html>') },
  ];
}

function engine(random) {
  const pick = (list) => list[Math.floor(random() * list.length)];
  const version = pick([
    '17.05.0-ce',
    '18.09.9',
    '19.03.15',
    '20.10.24',
    '23.0.1',
    '24.0.7',
    '25.0.3',
    '26.1.4',
    '27.0.3',
    '28.1.1',
  ]);
  const kernel = pick([
    '3.10.0-1160.el7.x86_64',
    '4.15.0-20-generic',
    '5.4.0-150-generic',
    '5.15.0-91-generic',
    '6.1.0-18-amd64',
  ]);
  const body = JSON.stringify({
    Platform: { Name: 'Docker Engine - Community' },
    Components: [
      { Name: 'Engine', Version: version, Details: { ApiVersion: '1.41', Arch: 'amd64', KernelVersion: kernel } },
    ],
    ...{
      Version: version,
      ApiVersion: '1.41',
      MinAPIVersion: '1.12',
      GitCommit: Math.floor(random() * 2 ** 28).toString(16),
    },
    ...{
      GoVersion: 'go1.19.7',
      Os: 'linux',
      Arch: 'amd64',
      KernelVersion: kernel,
      BuildTime: '2023-04-04T18:23:09.000000000+00:00',
    },
  });
  const headers = [
    ...[
      ['Api-Version', '1.41'],
      ['Content-Type', 'application/json'],
      ['Docker-Experimental', 'false'],
    ],
    ...[
      ['Ostype', 'linux'],
      ['Server', `Docker/${version} (linux)`],
      ['Date', 'Sun, 01 Mar 2026 02:00:00 GMT'],
    ],
  ];
  return page(200, headers, body);
}

function page(status, headers, body) {
  const all = [...headers, ['Content-Length', String(body.length)]];
  return {
    version: '1.1',
    status,
    reason: 'OK',
    headers: all,
    bareLf: false,
    body: { encoding: 'utf8', data: body, total: body.length },
  };
}

/** A generator of 32-bit state: the same numbers for the same seed. */
function mulberry32(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}
