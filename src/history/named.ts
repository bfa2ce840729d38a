/** The findings of history that words name. Reads no more of it than the words can mean. */

import { parsePlace } from '../domain/address.ts';
import type { StoredFinding } from '../domain/history.ts';
import { distinct, type Meaning, resolveFindings } from '../domain/resolve-findings.ts';
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
  return distinct(listMeanings(db, words, query, meaning).flat());
}

/**
 * The same, apart for each word.
 * @param query `vantage`: only what was seen from there
 * @throws as `listNamed`
 */
export function listMeanings(
  db: Database,
  words: readonly string[],
  { vantage, ...query }: Omit<FindingQuery, 'filter'> & { vantage?: string },
  meaning: Meaning = {},
): StoredFinding[][] {
  const [word, ...more] = words;
  const part = word === undefined || more.length > 0 ? {} : filterOf(word);
  const known = listFindings(db, { ...query, filter: { ...part, ...(vantage !== undefined && { vantage }) } });
  return words.map((one) => resolveFindings([one], known, meaning));
}

/** The part of history that one word can mean. */
function filterOf(word: string): FindingFilter {
  const place = parsePlace(word);
  if (place !== undefined) return place;
  // Ids of findings begin with f, those of exposures with e.
  return word.startsWith('f') && !/[/-]/.test(word) ? { idPrefix: word } : {};
}
