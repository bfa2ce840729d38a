import { ENGINE_TEXTS } from './en/engines.ts';
import { OTHER_TEXTS } from './en/other-services.ts';
import type { Text } from './text.ts';

/** By explanation key: a verdict, or `verdict/variant`. Another language is another file like this one. */
export const TEXTS: Readonly<Record<string, Text>> = { ...ENGINE_TEXTS, ...OTHER_TEXTS };
