/** English texts for everything that is no engine, or not known to be one. */

import { type Text, vary } from '../text.ts';

const other: Text = {
  title: 'Another service',
  meaning: "Something that is no container engine lives on an engine's port.",
  proved: 'GET /version was answered, and not as an engine does.',
  follows: 'Nothing for this audit.',
  notTested: 'What it is good for, and whether it is safe.',
  summary: 'Make sure that this service is known and belongs here.',
  remediation: ['Confirm with the owner that the service is known.'],
};

const auth: Text = {
  title: 'Something that asks for credentials',
  meaning: 'A web server or proxy asks for credentials before it answers.',
  proved: 'GET /version was answered 401 Unauthorized.',
  follows: 'What stands behind it is not known.',
  notTested: 'Any credentials, and what they would open.',
  summary: 'Find out what stands behind the credentials; restrict who can reach it.',
  remediation: [
    'Find out what stands behind it. If it is an engine, prefer client certificates.',
    'Restrict who can reach the port.',
  ],
};

const certificate: Text = {
  title: 'A service that demands a client certificate',
  meaning: 'A TLS service refuses a client without a certificate. Nothing says which product it is.',
  proved: 'A client without a certificate was refused, so GET /version was not answered.',
  follows: 'Clients without a certificate get no further than this.',
  notTested: 'Which product it is, and which CA it trusts.',
  summary: 'No exposure seen. Confirm with the owner what it is.',
  remediation: ['Confirm with the owner what it is.'],
};

const inconclusive: Text = {
  title: 'An answer that nobody could read',
  meaning: 'The port answered, and the answer fits nothing that is known.',
  proved: 'The bytes in the record came from this port.',
  follows: 'Nothing. It may be an engine.',
  notTested: 'What it is.',
  summary: 'Look at this host: the answer fits nothing known, and the first bytes are in findings.json.',
  remediation: [
    'Ask the owner what listens here; on the host: ss -ltnp.',
    'Read the kept bytes in the journal of the run.',
  ],
};

export const OTHER_TEXTS: Readonly<Record<string, Text>> = {
  inconclusive,
  'inconclusive/not-probed': vary(inconclusive, {
    title: 'Open, and not probed',
    meaning: 'The port accepted a connection, and then no probe could be made from here.',
    proved: 'The port was open at the time of the sweep.',
    follows: 'Nothing. It may be an engine.',
    notTested: 'What answers here.',
    summary: 'Run the audit again: this open port was not probed, for the reason in the evidence.',
    remediation: [
      'Resume the run or repeat it, with a lower concurrency or a higher descriptor limit if the evidence names one.',
    ],
  }),
  'auth-required': auth,
  'auth-required/plaintext': vary(auth, {
    severity: 'medium',
    title: 'Something that asks for credentials in plain text',
    follows: 'A password or token sent here can be read on the way. What stands behind it is not known.',
    summary: 'Put TLS in front and change the credentials: they cross the network in plain text.',
    remediation: [
      'Put TLS in front.',
      'Change the credentials, which may have been read.',
      'Find out what stands behind it, and restrict who can reach the port.',
    ],
  }),
  forbidden: {
    title: 'Something that forbids the request',
    meaning: 'A web server or proxy refused the request, and not in the words of an engine.',
    proved: 'GET /version was answered 403.',
    follows: 'Something refuses this path or this client. What stands behind it is not known.',
    notTested: 'Other paths: a socket proxy that forbids /version may allow others.',
    summary: 'Find out what this guards; a filter of paths does not authenticate.',
    remediation: ['Confirm with the owner what stands behind it. If it is an engine, restrict who can reach the port.'],
  },
  'mtls-required': certificate,
  'mtls-required/likely': vary(certificate, {
    title: 'A service that probably demands a client certificate',
    meaning: 'A TLS service hangs up on a client without a certificate, and does not say why.',
    proved: 'The TLS handshake was finished, and the connection ended without a byte of an answer to GET /version.',
    follows: 'A demand for a client certificate is the likely reason: servers that refuse one late end so.',
    notTested: 'Why it hung up, which product it is, and which CA it trusts.',
    summary: 'No exposure seen, and no refusal proved. Confirm with the owner what it is.',
  }),
  'other-service': other,
  'other-service/tls': vary(other, {
    title: 'A TLS service that lets us have no session',
    proved: 'It answered in TLS, and no session came about.',
    notTested: 'What answers inside TLS: no request could be made.',
    summary: 'Ask the owner what it is: it speaks TLS, and nothing inside could be asked.',
  }),
  'other-service/etcd': vary(other, {
    title: 'etcd that answers strangers',
    meaning:
      'The key-value store etcd answers a client without a certificate. That is no engine, and may be a serious exposure of its own.',
    proved: "GET /version was answered with etcd's version data.",
    follows:
      "Unless its authentication is switched on, its keys can be read and written by whoever reaches it; where Kubernetes uses it, they are the cluster's state.",
    notTested: 'Whether any key can be read or written.',
    summary:
      'Not an engine, but perhaps serious in its own right: close the port, and require client certificates in etcd.',
    remediation: [
      'Close the port to strangers.',
      "Switch on etcd's client certificate authentication.",
      'Check what was stored there.',
    ],
  }),
  'other-service/kubernetes': vary(other, {
    title: 'Kubernetes API',
    meaning:
      'A Kubernetes API server tells a stranger its version, as the default roles of Kubernetes allow (KEP-789).',
    proved: "GET /version was answered with a Kubernetes API server's version data.",
    follows: 'Nothing about its other paths: this one is commonly public.',
    summary: 'Not an engine. Confirm that this API server should be reachable from here.',
    remediation: [
      'Confirm that the API server should be reachable from here, and that anonymous rights are what you mean them to be.',
    ],
  }),
  'no-reply': {
    title: 'Accepts and says nothing',
    meaning: 'The port accepts connections and then hangs up or stays silent.',
    proved: 'A connection was accepted, and no try brought an answer to GET /version.',
    follows:
      'Nothing. It may be a broken backend, a firewall that accepts for others, or a service that waits for another protocol.',
    notTested: 'What is behind it.',
    summary: 'Ask the owner what listens here; it accepted a connection and never answered.',
    remediation: ['Confirm with the owner what listens here; on the host: ss -ltnp.'],
  },
  tarpit: {
    title: 'Answers without end',
    meaning: 'The port sends bytes slowly or without end, as tarpits and broken servers do.',
    proved: 'What came in answer to GET /version went past a limit, in size or in time.',
    follows: 'Nothing about an engine.',
    notTested: 'What is behind it.',
    summary: 'Confirm that this is a tarpit of your own.',
    remediation: ['Confirm with the owner that a tarpit or decoy is meant to be here.'],
  },
};
