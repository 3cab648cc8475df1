/** What status codes are called (RFC 9110 §15). */

/** By the status. Not imported by its name: an import reads all that `node:http` exports, and some of that loads an HTTP client of 13 MB. */
export const { STATUS_CODES: reasonPhrases } = process.getBuiltinModule('node:http');
