/** English texts for everything that is no engine, or not known to be one. */

import { type Text, vary } from '../text.ts';

const other: Text = {
  title: 'Another service',
  meaning: "Something that is no container engine lives on an engine's port.",
  proved: 'It answered, and not as an engine does.',
  follows: 'Nothing for this audit.',
  notTested: 'What it is good for, and whether it is safe.',
  summary: 'Make sure that this service is known and belongs here.',
  remediation: ['Confirm with the owner that the service is known.'],
};

const auth: Text = {
  title: 'Something that asks for a password',
  meaning: 'A web server or proxy asks for credentials before it answers.',
  proved: 'The request was answered 401 with a challenge.',
  follows: 'What stands behind it is not known.',
  notTested: 'Any credentials, and what they would open.',
  summary: 'Find out what stands behind the password; restrict who can reach it.',
  remediation: [
    'Find out what stands behind it. If it is an engine, prefer client certificates.',
    'Restrict who can reach the port.',
  ],
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
    title: 'Something that asks for a password in plain text',
    follows: 'A password sent here can be read on the way.',
    summary: 'Put TLS in front and change the password: it crosses the network in plain text.',
    remediation: [
      'Put TLS in front.',
      'Change the password, which may have been read.',
      'Find out what stands behind it, and restrict who can reach the port.',
    ],
  }),
  forbidden: {
    title: 'Something that forbids the request',
    meaning: 'A web server or proxy refused the request, and not in the words of an engine.',
    proved: 'The request was answered 403.',
    follows: 'A filter is there. What stands behind it is not known.',
    notTested: 'Other paths: a socket proxy that forbids /version may allow others.',
    summary: 'Find out what this proxy guards; a filter of paths does not authenticate.',
    remediation: ['Confirm with the owner what stands behind it. If it is an engine, restrict who can reach the port.'],
  },
  'mtls-required': {
    title: 'A service that demands a client certificate',
    meaning: 'A TLS service lets nobody in without a client certificate. Nothing says which product it is.',
    proved: 'A client without a certificate was refused.',
    follows: 'Strangers do not get in here.',
    notTested: 'Which product it is, and which CA it trusts.',
    summary: 'No exposure seen. Confirm with the owner what it is.',
    remediation: ['Confirm with the owner what it is.'],
  },
  'other-service': other,
  'other-service/tls': vary(other, {
    title: 'A TLS service that shares no session with us',
    proved: 'It speaks TLS, and no common protocol, cipher or name was found.',
    notTested: 'What answers inside TLS: no request could be made.',
    summary: 'Ask the owner what it is: it speaks TLS, and nothing inside could be asked.',
  }),
  'other-service/etcd': vary(other, {
    title: 'etcd, open to everyone',
    meaning:
      'The key-value store etcd answers to a stranger. That is no engine, and still a serious exposure of its own.',
    follows: "Its keys may be readable and writable by everyone; under Kubernetes they hold the cluster's state.",
    summary: 'Not an engine, but serious in its own right: require client certificates in etcd and close the port.',
    remediation: [
      'Close the port to strangers.',
      "Switch on etcd's client certificate authentication.",
      'Check what was stored there.',
    ],
  }),
  'other-service/kubernetes': vary(other, {
    title: 'Kubernetes API',
    meaning: 'A Kubernetes API server answers its version to a stranger, which is its default.',
    summary: 'Not an engine. Confirm that this API server should be reachable from here.',
    remediation: [
      'Confirm that the API server should be reachable from here, and that anonymous rights are what you mean them to be.',
    ],
  }),
  'no-reply': {
    title: 'Accepts and says nothing',
    meaning: 'The port accepts connections and then hangs up or stays silent.',
    proved: 'A connection was accepted. No byte came in answer, in two tries.',
    follows:
      'Nothing. It may be a broken backend, a firewall that accepts for others, or a service that waits for another protocol.',
    notTested: 'What is behind it.',
    summary: 'Ask the owner what listens here; it accepted a connection and never answered.',
    remediation: ['Confirm with the owner what listens here; on the host: ss -ltnp.'],
  },
  tarpit: {
    title: 'Answers without end',
    meaning: 'The port sends bytes slowly or without end, as tarpits and broken servers do.',
    proved: 'The answer went past every limit, in size or in time.',
    follows: 'Nothing about an engine.',
    notTested: 'What is behind it.',
    summary: 'Confirm that this is a tarpit of your own.',
    remediation: ['Confirm with the owner that a tarpit or decoy is meant to be here.'],
  },
};
