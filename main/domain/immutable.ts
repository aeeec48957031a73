// Records that nobody may change. The types forbid it; nothing is frozen at run time, so a page of a thousand rows costs nothing.

/** A record of plain data whose properties, lists and tuples are all readonly. The elements of typed arrays are not. */
export type Immutable<T> = T extends ArrayBufferView ? T : { readonly [Key in keyof T]: Immutable<T[Key]> };
