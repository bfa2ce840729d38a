/** Delivery after a run: each receiver by itself, its messages in turn. */

import { randomUUID } from 'node:crypto';
import type { Report } from '../domain/report.ts';
import { isoNow } from '../domain/time.ts';
import { type Delivery, type DeliveryOptions, deliver } from './deliver.ts';
import { type MailOptions, sendMail } from './mail.ts';
import type { Message } from './message.ts';
import { readOutbox, receiverKey, type Undelivered, writeOutbox } from './outbox.ts';
import { type MessageOptions, messageFor } from './report-message.ts';
import type { Target } from './target.ts';

export interface Receivers {
  targets: readonly Target[];
  /** Undefined without a mail receiver. */
  mail: MailOptions | undefined;
}

export interface NotifyOptions extends MessageOptions, DeliveryOptions {
  /** The output folder; undelivered messages wait there. */
  out: string;
}

/** One receiver: a webhook, or mail to all addresses together. */
export interface Channel {
  key: string;
  send(message: Message, id: string): Promise<Delivery>;
}

export function channelsOf({ targets, mail }: Receivers, options: DeliveryOptions): Channel[] {
  const channels = new Map<string, Channel>();
  for (const target of targets) {
    const hash = receiverKey(target.url);
    // One URL in two formats is two receivers.
    const key = channels.has(hash) ? `${hash} ${target.preset.name}` : hash;
    channels.set(key, { key, send: (message, id) => deliver(target, message, id, options) });
  }
  if (mail !== undefined) channels.set('mail', { key: 'mail', send: (message) => sendMail(message, mail) });
  return [...channels.values()];
}

export interface Dispatch {
  deliveries: Delivery[];
  /** Ids that are done with: delivered, or outdated by the next run. */
  done: string[];
  left: Undelivered[];
}

/**
 * Sends what waits for each of the channels, oldest first.
 * @param now the time of the messages of this run: older ones are sent late
 */
export async function dispatch(
  channels: readonly Channel[],
  waiting: readonly Undelivered[],
  now: string,
): Promise<Dispatch> {
  const results = await Promise.all(
    channels.map((channel) =>
      sendInTurn(
        channel,
        waiting.filter(({ receiver }) => receiver === channel.key),
        now,
      ),
    ),
  );
  return {
    deliveries: results.flatMap(({ deliveries }) => deliveries),
    done: results.flatMap(({ done }) => done),
    left: results.flatMap(({ left }) => left),
  };
}

/** After one failure the rest waits: a receiver that is down is tried once a run. */
async function sendInTurn(channel: Channel, queue: readonly Undelivered[], now: string): Promise<Dispatch> {
  const deliveries: Delivery[] = [];
  const done: string[] = [];
  for (const [i, { id, at, message }] of queue.entries()) {
    const late: Message = { ...message, facts: [...message.facts, ['Sent late', `first tried ${at}`]] };
    const delivery = await channel.send(at === now ? message : late, id);
    deliveries.push(delivery);
    if (!delivery.ok) {
      const rest = queue.slice(i);
      const outdated = rest.filter((waiting) => !isWorthKeeping(waiting)).map((waiting) => waiting.id);
      return { deliveries, done: [...done, ...outdated], left: rest.filter(isWorthKeeping) };
    }
    done.push(id);
  }
  return { deliveries, done, left: [] };
}

/** A message without news is outdated by the next run. */
function isWorthKeeping({ message: { event } }: Undelivered): boolean {
  return event !== 'clean';
}

/**
 * Tells what a report alone says, where history cannot keep what was told; undelivered messages wait in a file.
 * @returns the result of each delivery; empty without a message or without receivers
 */
export async function notify(
  report: Report,
  receivers: Receivers,
  options: NotifyOptions,
  auditLog: Message['auditLog'],
): Promise<Delivery[]> {
  const { out, clock } = options;
  const found = messageFor(report, options);
  const channels = channelsOf(receivers, options);
  const waiting = await readOutbox(out);
  const at = isoNow(clock);
  const message = found && { ...found, ...(auditLog && { auditLog }) };
  const added = message ? channels.map(({ key }) => ({ id: randomUUID(), receiver: key, at, message })) : [];
  const { deliveries, left } = await dispatch(channels, [...waiting, ...added], at);
  const others = waiting.filter(({ receiver }) => !channels.some(({ key }) => key === receiver));
  if (waiting.length > 0 || left.length > 0) await writeOutbox(out, [...others, ...left]);
  return deliveries;
}
