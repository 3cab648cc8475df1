/** What columns of several tables hold. */

/** 0 or 1: SQLite has no boolean, and one representation for both databases keeps one set of queries. */
export type Flag = 0 | 1;

/** Milliseconds since 1970-01-01T00:00:00Z. */
export type Time = number;

/** Who is given a permission. */
export type SubjectKind = 'user' | 'group' | 'anonymous';

/** Ordered: each implies those before it. */
export type ScopeKey = 'READ' | 'WRITE' | 'ADMIN' | 'SYSTEM_ADMIN';
