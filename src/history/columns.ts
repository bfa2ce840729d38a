/** Types of the columns of tables. */

/** A column whose values are of type T. */
export interface Column<T> {
  readonly nullable: boolean;
  /** Never set: carries the type. */
  readonly value?: T;
}

/** Holds a value in every row. */
export const column = <T extends string | number | boolean>(): Column<T> => ({ nullable: false });
/** May hold none. */
export const nullable = <T extends string | number>(): Column<T | null> => ({ nullable: true });
