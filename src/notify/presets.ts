/** Who understands which body. A new one is a file of its own, a line here, and a test. */

import type { Message } from './message.ts';
import { DINGTALK } from './presets/dingtalk.ts';
import { FEISHU } from './presets/feishu.ts';
import { PLAIN } from './presets/plain.ts';
import { SLACK } from './presets/slack.ts';
import { TEAMS } from './presets/teams.ts';

/** Secrets by the name of the variable that holds them. */
export type Secrets = (variable: string) => string | undefined;

/** What one try sends. */
export interface Outgoing {
  url: string;
  headers: Record<string, string>;
  body: string;
}

export interface Preset {
  readonly name: string;
  /** Domains that are this receiver's. */
  readonly hosts: readonly string[];
  /** The variable with the secret that messages are signed with, if the receiver checks that. */
  readonly secret?: string;
  /** Pure. `now` in milliseconds; `delivery` is the same for each try of one message. */
  readonly build: (message: Message, to: Sending) => Outgoing;
  /** Why an answer with a status of 200 to 299 is a refusal all the same. */
  readonly complaint?: (answer: string) => string | undefined;
}

export interface Sending {
  url: string;
  secret: string | undefined;
  now: number;
  delivery: string;
}

/** The first is for every receiver that none of the others claims. */
export const PRESETS: readonly Preset[] = [PLAIN, SLACK, TEAMS, DINGTALK, FEISHU];
