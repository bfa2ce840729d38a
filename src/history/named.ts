/** The findings of history that words name. Reads no more of it than the words can mean. */

import { parsePlace } from '../domain/address.ts';
import type { StoredFinding } from '../domain/history.ts';
import { type Meaning, resolveFindings } from '../domain/resolve-findings.ts';
import type { Database } from './database.ts';
import { type FindingFilter, type FindingQuery, listFindings } from './query.ts';

/**
 * @param words ids of findings or exposures, or beginnings of them, places, and ranges where `meaning` allows them
 * @throws SeawallError FINDING_NOT_FOUND, FINDING_AMBIGUOUS
 */
export function listNamed(
  db: Database,
  words: readonly string[],
  query: Omit<FindingQuery, 'filter'>,
  meaning: Meaning = {},
): StoredFinding[] {
  const [word, ...more] = words;
  const filter = word === undefined || more.length > 0 ? undefined : filterOf(word);
  return resolveFindings(words, listFindings(db, { ...query, ...(filter && { filter }) }), meaning);
}

/** The part of history that one word can mean; undefined for all of it. */
function filterOf(word: string): FindingFilter | undefined {
  const place = parsePlace(word);
  if (place !== undefined) return place;
  // Ids of findings begin with f, those of exposures with e.
  return word.startsWith('f') && !/[/-]/.test(word) ? { idPrefix: word } : undefined;
}
