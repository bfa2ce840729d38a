/** Presets: the format of messages for one kind of receiver. */

import type { Message } from './message.ts';

/** Secrets by the name of the variable that holds them. */
export type Secrets = (variable: string) => string | undefined;

/** The request of one delivery attempt. */
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
