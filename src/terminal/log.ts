/** Messages of a run: lines for people, or JSON lines for programs. Only what is handed in is written, never a secret. */

import { type Clock, isoNow } from '../domain/time.ts';
import { jsonText, terminalText } from '../text/escape.ts';

/** Most important first. */
export const LOG_LEVELS = ['error', 'warn', 'info', 'debug'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

export const LOG_FORMATS = ['human', 'json'] as const;
export type LogFormat = (typeof LOG_FORMATS)[number];

/** Beside the message, for programs. `event` is a stable word. */
export type LogFields = Readonly<Record<string, unknown>>;
type Say = (event: string, message: string, fields?: LogFields) => void;

export interface Log extends Readonly<Record<LogLevel, Say>> {
  readonly format: LogFormat;
}

export interface LogOptions {
  stream: { write(text: string): unknown };
  format: LogFormat;
  level: LogLevel;
  clock: Clock;
}

/** Longest message, in characters. */
const MAX_MESSAGE_CHARACTERS = 2_000;

const PREFIX: Readonly<Record<LogLevel, string>> = {
  error: 'seawall: ',
  warn: 'seawall: warning: ',
  info: '',
  debug: 'debug: ',
};

export function createLog({ stream, format, level, clock }: LogOptions): Log {
  const sayAt =
    (at: LogLevel): Say =>
    (event, message, fields = {}) => {
      if (LOG_LEVELS.indexOf(at) > LOG_LEVELS.indexOf(level)) return;
      if (format === 'human') stream.write(`${PREFIX[at]}${terminalText(message, MAX_MESSAGE_CHARACTERS)}\n`);
      else {
        const time = isoNow(clock);
        stream.write(`${jsonText({ ...fields, time, level: at, event, message })}\n`);
      }
    };
  return { format, error: sayAt('error'), warn: sayAt('warn'), info: sayAt('info'), debug: sayAt('debug') };
}
