import { isMute } from '../../domain/attempt.ts';
import { CWE_668 } from '../references.ts';
import type { Rule } from '../rule.ts';

export const noReply: Rule = {
  verdict: 'no-reply',
  references: [CWE_668],
  match({ attempt, record }) {
    // It speaks plain text and took its time: an engine with a dead plug-in does that.
    const slow = record.attempts.some(({ end, transport }) => end === 'silent' && transport === 'plain');
    if (attempt?.end === 'plain-here' && slow) return undefined;
    return attempt !== undefined && (isMute(attempt) || attempt.end === 'plain-here') ? {} : undefined;
  },
};
