/** English texts of control planes that answer, one for each product. */

import { type RuleTexts, type Text, vary } from '../text.ts';
import { VERIFY } from './steps.ts';

const CLOSE = 'Contain now: restrict who can reach the port, at the network edge and on the host.';

const BASE: Text = {
  title: 'A control plane that answers strangers',
  meaning: 'A service that manages containers answers a client that showed no credentials.',
  proved: 'GET /version was answered as this product answers it. No password or certificate had been asked for.',
  follows: 'Whoever reaches this port may reach more of it.',
  notTested: 'Every other path. Nothing was changed, and nothing else was asked.',
  summary: 'Close the port to strangers, and let the service demand credentials.',
  remediation: [CLOSE, 'Let the service demand client certificates or tokens.', VERIFY],
};

/** The severity is what the answer proves, and not what the product could mean at worst. */
export const CONTROL_PLANE_TEXTS: RuleTexts = {
  '': BASE,
  'kubernetes-plain': vary(BASE, {
    severity: 'critical',
    title: 'Kubernetes API over plain HTTP',
    meaning: 'A Kubernetes API answers over plain HTTP, which knows no client certificates.',
    proved: "GET /version over plain HTTP was answered with a Kubernetes API server's version data.",
    follows:
      'The insecure port of API servers before 1.24, and a kubectl proxy on the network, hand the rights of an administrator to whoever reaches them.',
    summary: 'Close this port now: an API server, or a kubectl proxy, that asks nobody who they are.',
    remediation: [
      CLOSE,
      'Find out which it is: an API server with --insecure-port (gone since 1.24), or kubectl proxy with --address. Switch it off.',
      'Rotate the credentials of service accounts: they could be read here.',
      VERIFY,
    ],
  }),
  etcd: vary(BASE, {
    severity: 'high',
    title: 'etcd without client certificates',
    meaning: 'The key-value store etcd answers a client that showed no certificate.',
    proved: "GET /version was answered with etcd's version data, and no client certificate was asked for.",
    follows:
      "Unless its authentication is switched on, its keys can be read and written; where Kubernetes uses it, they are the cluster's state and its secrets.",
    notTested: 'Whether any key can be read or written.',
    summary: 'Close the port now; then let etcd demand client certificates (client-cert-auth, trusted-ca-file).',
    remediation: [
      CLOSE,
      'Set client-cert-auth and trusted-ca-file, for peers too (peer-client-cert-auth), and listen on the addresses of the cluster alone.',
      'If Kubernetes keeps its state there, rotate the secrets that it held.',
      VERIFY,
    ],
  }),
  'mcp-gateway': vary(BASE, {
    severity: 'high',
    title: 'Suspected MCP gateway without a token',
    meaning: 'The port and the redirect are those of an MCP gateway that was told to ask for no token.',
    proved: 'GET /version was answered with a redirect to the path of an MCP gateway, and no token was asked for.',
    follows: 'Tools behind such a gateway run in containers on its host, and whoever reaches it can call them.',
    notTested: 'Whether it is one, and which tools it has. The redirect was not followed.',
    summary: 'Close the port; then start the gateway without --allow-unauthenticated, or on loopback.',
    remediation: [CLOSE, 'Start the gateway without --allow-unauthenticated, or let it listen on loopback.', VERIFY],
  }),
  buildkit: vary(BASE, {
    severity: 'high',
    title: 'Suspected BuildKit daemon without TLS',
    meaning: "A gRPC server answers in plain text on BuildKit's usual port.",
    proved:
      'GET /version was answered with the first frame of HTTP/2, without TLS, so no certificate can have been asked for.',
    follows: 'If it is buildkitd, whoever reaches it can run builds there, in recipes that are common with privileges.',
    notTested: 'Whether it is BuildKit: no gRPC was spoken.',
    summary: 'Find out what it is; if it is buildkitd, let it listen on a socket, or demand client certificates.',
    remediation: [
      CLOSE,
      'On the host: ss -ltnp. If it is buildkitd, let it listen on its Unix socket, or set tlscert, tlskey and tlscacert.',
      VERIFY,
    ],
  }),
  kubelet: vary(BASE, {
    severity: 'medium',
    title: 'Suspected kubelet that takes strangers for anonymous users',
    meaning: 'A kubelet does not turn strangers away before it asks what they may do.',
    proved: 'GET /version without credentials was answered 403 for an anonymous user, or 404, and not 401.',
    follows:
      'Anonymous authentication is on. What it lets through rests on authorisation alone; after a 404, perhaps on nothing.',
    notTested: 'Every other path: none that lists or runs anything was asked.',
    summary: 'Set authentication.anonymous.enabled: false and authorization.mode: Webhook on this node.',
    remediation: [
      CLOSE,
      "In the kubelet's configuration set authentication.anonymous.enabled: false and authorization.mode: Webhook.",
      VERIFY,
    ],
  }),
  'kubelet-read-only': vary(BASE, {
    severity: 'medium',
    title: 'Suspected read-only port of a kubelet',
    meaning: 'A Go server answers in plain text on the read-only port of kubelets, which asks nobody who they are.',
    proved: 'GET /version over plain HTTP was answered 404, in the words of a Go server.',
    follows: 'If it is a kubelet, it lists its pods and their settings to whoever asks.',
    notTested: 'Whether it is a kubelet, and what it lists.',
    summary: 'Set readOnlyPort: 0 on this node.',
    remediation: [CLOSE, "Set readOnlyPort: 0 in the kubelet's configuration.", VERIFY],
  }),
  'model-runner': vary(BASE, {
    severity: 'medium',
    title: 'Suspected Docker Model Runner on the network',
    meaning: 'The port and the answer are those of Docker Model Runner, which asks nobody who they are.',
    proved: 'GET /version was answered with JSON that has a version and nothing else.',
    follows:
      'If it is one, whoever reaches it can load and delete models, use them, and read logs and recorded prompts.',
    notTested: 'Whether it is one: other services answer alike.',
    summary: 'Find out what it is; Model Runner belongs on loopback.',
    remediation: [CLOSE, 'Let it listen on loopback: take --host 0.0.0.0 or the published port away.', VERIFY],
  }),
  'portainer-agent': vary(BASE, {
    severity: 'low',
    title: 'Portainer agent within reach',
    meaning: 'A Portainer agent answers. It takes orders that are signed by the first server that used it.',
    proved: "GET /version was answered with the agent's own header.",
    follows: 'An agent that no server has used yet can be taken by the first that comes.',
    notTested: 'Whether a server has used it.',
    summary: 'Let the Portainer server alone reach this port; set AGENT_SECRET.',
    remediation: ['Let the Portainer server alone reach this port.', 'Set AGENT_SECRET on server and agent.', VERIFY],
  }),
  kubernetes: vary(BASE, {
    severity: 'info',
    title: 'Kubernetes API server',
    meaning: 'An API server tells strangers its version, as the default roles of Kubernetes allow (KEP-789).',
    proved: "GET /version was answered with a Kubernetes API server's version data.",
    follows: 'Nothing about its other paths: this one is commonly public.',
    summary: 'Confirm that this API server should be reachable from here.',
    remediation: [
      'Confirm that it should be reachable from here, and that anonymous rights are what you mean them to be.',
    ],
  }),
  registry: vary(BASE, {
    severity: 'info',
    title: 'Image registry',
    meaning: 'A registry of images answers.',
    proved: "GET /version was answered with a registry's own header.",
    follows: 'Nothing about its images: whether they can be read or replaced was not asked.',
    notTested: 'Whether /v2/ asks for credentials, and which images it holds.',
    summary: 'Confirm that this registry should be reachable from here, and that it asks for credentials.',
    remediation: ['Confirm that it should be reachable from here, and that /v2/ answers 401 to strangers.'],
  }),
  portainer: vary(BASE, {
    severity: 'info',
    title: 'Portainer',
    meaning: 'The web page of Portainer answers.',
    proved: "GET /version was answered with Portainer's page.",
    follows: 'A Portainer that nobody has set up yet lets the first visitor choose the password of its administrator.',
    notTested: 'Whether it is set up.',
    summary: 'Confirm that this Portainer is set up, and should be reachable from here.',
    remediation: ['Confirm that it is set up, and should be reachable from here.'],
  }),
};
