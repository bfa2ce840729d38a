/** Display limits of foreign text, in characters (code points). */

/** An id, an address, a version of ours. */
export const ID_CHARACTERS = 100;
/** Names: an owner, a contact, a range, a reference. */
export const NAME_CHARACTERS = 200;
/** A heading. */
export const TITLE_CHARACTERS = 300;
/** One line of facts: evidence, a note. */
export const LINE_CHARACTERS = 1000;
/** One cell of a spreadsheet. */
export const CELL_CHARACTERS = 1000;
/** Several sentences: a meaning, a step of a repair. */
export const PARAGRAPH_CHARACTERS = 4000;
