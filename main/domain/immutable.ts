// Records that nobody may change. The types forbid it; nothing is frozen at run time, so a page of a thousand rows costs nothing.

/** A record of plain data whose properties, lists and tuples are all readonly. */
export type Immutable<T> = { readonly [Key in keyof T]: Immutable<T[Key]> };
