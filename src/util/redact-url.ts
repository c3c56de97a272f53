/** A URL or database address fit for a log: the password, if there is one, becomes ***. */
export const redactUrl = (address: string): string =>
  address.replace(/^([a-z][a-z0-9+.-]*:\/\/[^:/@\s]*):[^@\s]*@/i, '$1:***@');
